'use client'

import { useEffect, useRef, useState } from 'react'
import { SecretField } from '#components/shell/secret-field.tsx'
import { forgetSecret, heldSecret } from '#components/shell/secret-slot.ts'
import { useLeaveGuard } from '#components/shell/use-leave-guard.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeSamples } from '#components/ui/code-block.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { TimeLeft } from '#components/ui/relative-time.tsx'
import type { Webhook } from '#lib/contracts/webhooks.ts'
import { verifySnippets } from './verify-snippets.ts'

interface RevealSecretProps {
  endpoint: Webhook
  cause: 'created' | 'rotated'
  onClose: () => void
  /** The person leaves on purpose, before the entry that guarded the back button is taken away again. */
  onDone?: () => void
}

/** The one time a signing secret is shown. Where its answer was lost on the way, it says so instead. */
export function RevealSecret(props: RevealSecretProps) {
  const [arrived] = useState(() => heldSecret(props.endpoint.id) !== null)
  return arrived ? <Reveal {...props} /> : <Lost {...props} />
}

function Reveal({ endpoint, cause, onClose, onDone }: RevealSecretProps) {
  const [taken, setTaken] = useState(false)
  const [asking, setAsking] = useState(false)
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  const forget = () => {
    forgetSecret()
    onClose()
  }
  const dropGuard = useLeaveGuard({ armed: !taken, onAttempt: () => setAsking(true), onGone: forget })
  const leave = () => {
    onDone?.()
    forget()
    dropGuard()
  }
  const { host } = new URL(endpoint.url)
  return (
    <Dialog open onOpenChange={() => (taken ? leave() : setAsking(true))}>
      <DialogPanel
        title={`Signing secret of ${host}`}
        description="This is the only time it is shown. Give it to your receiver."
        onOpenAutoFocus={(event) => event.preventDefault()}
        onPointerDownOutside={(event) => event.preventDefault()}
      >
        <DialogBody className="grid content-start gap-4.5">
          <SecretField
            holder={endpoint.id}
            mask="whsec_…"
            onTaken={() => setTaken(true)}
            copyRef={copyButton}
          />
          {cause === 'rotated' && <OldSecret until={endpoint.oldSecretUntil} />}
          <CodeSamples samples={verifySnippets} label="A receiver that verifies" />
        </DialogBody>
        <DialogFooter>
          {taken ? (
            <Button variant="primary" onClick={leave}>
              Done
            </Button>
          ) : (
            <Button disabled>Copy to continue</Button>
          )}
        </DialogFooter>
      </DialogPanel>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave without the secret?"
        consequences="You have not copied it, and nobody can show it again. To get another, rotate the signing secret."
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </Dialog>
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

/** A second try got the first one's answer, which never carries the secret again. */
function Lost({ endpoint, cause, onClose }: RevealSecretProps) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={`Signing secret of ${new URL(endpoint.url).host}`}
        description={cause === 'created' ? 'The endpoint was made.' : 'The secret was rotated.'}
        size="sm"
      >
        <DialogBody>
          <Banner tone="warning" title="The secret did not reach this page">
            The connection broke while the answer was on its way, and a secret is sent only once. Rotate the
            signing secret for a new one.
          </Banner>
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
