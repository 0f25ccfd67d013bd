import type { Metadata } from 'next'
import { KeyPage } from '#components/keys/key-page.tsx'

export const metadata: Metadata = { title: 'Key' }

export default async function Page({ params }: { params: Promise<{ keyId: string }> }) {
  const { keyId } = await params
  return <KeyPage keyId={keyId} />
}
