import type { Metadata } from 'next'
import { exampleOfOperation } from '#app/docs/reference.ts'
import { curlSnippet } from '#components/docs/snippets.ts'
import { OverviewPage } from '#components/overview/overview-page.tsx'
import { ProjectSwitcher } from '#components/portal/project-switcher.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default function Page() {
  return <OverviewPage context={<ProjectSwitcher />} command={curlSnippet(exampleOfOperation('getOwnKey'))} />
}
