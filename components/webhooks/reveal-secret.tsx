'use client'

import { RevealOnce, RevealPanel } from '#components/shell/reveal-once.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { CodeSamples } from '#components/ui/code-block.tsx'
import { TimeLeft } from '#components/ui/relative-time.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { verifySnippets } from './verify-snippets.ts'

interface RevealSecretProps {
  endpoint: Webhook
  cause: 'created' | 'rotated'
  onClose: () => void
  onLeave?: () => void
}

/** The one time a signing secret is shown. */
export function RevealSecret({ endpoint, cause, onClose, onLeave }: RevealSecretProps) {
  return (
    <RevealOnce
      holder={endpoint.id}
      title={`Signing secret of ${new URL(endpoint.url).host}`}
      description="This is the only time it is shown. Give it to your receiver."
      another="rotate the signing secret"
      lost={{ description: cause === 'created' ? 'The endpoint was made.' : 'The secret was rotated.' }}
      onClose={onClose}
      onLeave={onLeave}
    >
      {(revealed) => (
        <RevealPanel holder={endpoint.id} mask="whsec_…" {...revealed}>
          {cause === 'rotated' && <OldSecret until={endpoint.oldSecretUntil} />}
          <CodeSamples samples={verifySnippets} label="A receiver that verifies" />
        </RevealPanel>
      )}
    </RevealOnce>
  )
}

function OldSecret({ until }: { until: string | null }) {
  if (until === null) return <Banner tone="warning">The old secret signs nothing from now on.</Banner>
  return (
    <Banner>
      Deliveries are signed with both secrets for <TimeLeft until={until} />, then with the new one alone.
    </Banner>
  )
}
