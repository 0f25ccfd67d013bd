import type { Metadata } from 'next'
import { PresetsPage } from '#components/permissions/presets/presets-page.tsx'

export const metadata: Metadata = { title: 'Presets' }

export default function Page() {
  return <PresetsPage />
}
