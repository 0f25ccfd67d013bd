import type { Metadata } from 'next'
import { KeysPage } from '#components/keys/keys-page.tsx'
import { ProjectSwitcher } from '#components/portal/project-switcher.tsx'

export const metadata: Metadata = { title: 'Keys' }

export default function Page() {
  return <KeysPage context={<ProjectSwitcher />} />
}
