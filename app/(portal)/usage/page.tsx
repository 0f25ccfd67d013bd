import type { Metadata } from 'next'
import { ProjectSwitcher } from '#components/portal/project-switcher.tsx'
import { UsagePage } from '#components/usage/usage-page.tsx'

export const metadata: Metadata = { title: 'Usage' }

export default function Page() {
  return <UsagePage context={<ProjectSwitcher />} />
}
