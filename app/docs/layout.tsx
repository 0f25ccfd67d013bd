import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { DocsFrame } from '#components/docs/docs-frame.tsx'
import { operationGroups, searchIndex } from './reference.ts'
import { signedIn } from './signed-in.ts'

export const metadata: Metadata = { title: { default: 'Reference', template: '%s · Latchwork reference' } }

/** The reference, readable without signing in: errors point here. */
export default async function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <DocsFrame groups={operationGroups()} entries={searchIndex()} signedIn={await signedIn()}>
      {children}
    </DocsFrame>
  )
}
