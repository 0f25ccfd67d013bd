import type { Metadata } from 'next'
import { ServiceAccountPage } from '#components/service-accounts/service-account-page.tsx'

export const metadata: Metadata = { title: 'Service account' }

export default async function Page({ params }: { params: Promise<{ serviceAccountId: string }> }) {
  const { serviceAccountId } = await params
  return <ServiceAccountPage serviceAccountId={serviceAccountId} />
}
