'use client'

import { useState } from 'react'
import { PageSection } from '#components/shell/page-header.tsx'
import { CodeBlock, CodeSamples } from '#components/ui/code-block.tsx'
import { installCommands, verifySnippets } from './verify-snippets.ts'

/** How a receiver knows that a message is Latchwork’s: a whole one, in each language. */
export function VerifyTab() {
  const [open, setOpen] = useState('Node')
  return (
    <>
      <PageSection title="A receiver that verifies">
        <div className="grid gap-4">
          <p className="max-w-[68ch] text-muted">
            Every message carries a signature by the endpoint’s secret, in the format of Standard Webhooks.
            The library checks it, and refuses what is older than five minutes. Answer 2xx within 15 seconds
            and do the work afterwards.
          </p>
          <CodeBlock code={installCommands[open] ?? ''} language="shell" label="Install the library" />
          <CodeSamples
            samples={verifySnippets}
            label="A receiver that verifies"
            open={open}
            onOpenChange={setOpen}
          />
        </div>
      </PageSection>
      <PageSection title="What to count on" className="border-t">
        <ul className="grid max-w-[68ch] gap-2 text-muted">
          <li>
            The same event may come twice. Its <code className="font-mono text-xs">webhook-id</code> is the
            same then: keep those you have seen.
          </li>
          <li>Events may come in another order than they happened in; each has its own time.</li>
          <li>What is not answered with 2xx is tried nine times over a day, at growing intervals.</li>
        </ul>
      </PageSection>
    </>
  )
}
