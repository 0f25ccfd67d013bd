import type { Metadata } from 'next'
import { LevelsPage } from '#components/permissions/levels/levels-page.tsx'

export const metadata: Metadata = { title: 'Levels' }

export default function Page() {
  return <LevelsPage />
}
