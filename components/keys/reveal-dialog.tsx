'use client'

import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { SecretField } from '#components/shell/secret-field.tsx'
import { forgetSecret, heldSecret } from '#components/shell/secret-slot.ts'
import { useLeaveGuard } from '#components/shell/use-leave-guard.ts'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { TimeLeft } from '#components/ui/relative-time.tsx'
import { durationText } from '#components/ui/relative-time-text.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { downloadEnv } from './download-env.ts'
import { tryItCommand } from './env-file.ts'
import { SendPanel } from './handover/send-panel.tsx'
import type { SentLink } from './handover/use-send-key.ts'
import { type RevealCause, useKeyDialogs } from './use-key-dialogs.ts'

interface RevealDialogProps {
  apiKey: ApiKeyDetail
  cause: RevealCause
  onClose: () => void
}

/** The one time a secret is shown. Where its answer was lost on the way, it says so instead. */
export function RevealDialog(props: RevealDialogProps) {
  const [arrived] = useState(() => heldSecret(props.apiKey.id) !== null)
  return arrived ? <Reveal {...props} /> : <Lost {...props} />
}

function Reveal({ apiKey, cause, onClose }: RevealDialogProps) {
  const [taken, setTaken] = useState(false)
  const [asking, setAsking] = useState(false)
  const [sending, setSending] = useState(false)
  const [link, setLink] = useState<SentLink | null>(null)
  const forget = () => {
    forgetSecret()
    onClose()
  }
  const dropGuard = useLeaveGuard({ armed: !taken, onAttempt: () => setAsking(true), onGone: forget })
  const leave = () => {
    forget()
    dropGuard()
  }
  const attempt = () => (taken ? leave() : setAsking(true))
  return (
    <Dialog open onOpenChange={attempt}>
      <DialogPanel
        title={sending ? `Send “${apiKey.name}” to someone` : apiKey.name}
        description={
          sending
            ? 'By a link that opens once and needs no account.'
            : 'This is the only time the secret is shown.'
        }
        art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onPointerDownOutside={(event) => event.preventDefault()}
      >
        {sending ? (
          <SendPanel
            apiKey={apiKey}
            link={link}
            onLink={(made) => {
              setLink(made)
              setTaken(true)
            }}
            onBack={() => setSending(false)}
            onDone={leave}
          />
        ) : (
          <SecretPanel
            apiKey={apiKey}
            cause={cause}
            taken={taken}
            onTaken={() => setTaken(true)}
            onSend={() => setSending(true)}
            onDone={leave}
          />
        )}
      </DialogPanel>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave without the secret?"
        consequences={`You have not copied it, and nobody can show it again. To get another for “${apiKey.name}”, rotate the key.`}
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </Dialog>
  )
}

interface SecretPanelProps extends Pick<RevealDialogProps, 'apiKey' | 'cause'> {
  taken: boolean
  onTaken: () => void
  onSend: () => void
  onDone: () => void
}

function SecretPanel({ apiKey, cause, taken, onTaken, onSend, onDone }: SecretPanelProps) {
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  return (
    <>
      <DialogBody className="grid content-start gap-4.5">
        <SecretField holder={apiKey.id} mask={apiKey.mask} onTaken={onTaken} copyRef={copyButton} />
        {cause === 'rotated' && <OldSecret apiKey={apiKey} />}
        <CodeBlock
          code={tryItCommand(window.location.origin)}
          language="shell"
          label="A command that tries the key"
          wrap
        />
      </DialogBody>
      <DialogFooter
        start={
          <>
            <Button
              icon={<Download aria-hidden="true" className="size-4" />}
              onClick={() => {
                downloadEnv(apiKey)
                onTaken()
              }}
            >
              Download .env
            </Button>
            <Button variant="ghost" onClick={onSend}>
              Send it to someone
            </Button>
          </>
        }
      >
        {taken ? (
          <Button variant="primary" onClick={onDone}>
            Done
          </Button>
        ) : (
          <Button disabled>Copy to continue</Button>
        )}
      </DialogFooter>
    </>
  )
}

function OldSecret({ apiKey }: { apiKey: ApiKeyDetail }) {
  const until = apiKey.rotatingUntil
  const grace = apiKey.secrets.find(({ notAfter }) => notAfter !== null)?.grace
  if (until === null) return <Banner tone="warning">The old secret is refused from now on.</Banner>
  if (grace && grace.beganAt === null)
    return (
      <Banner>
        The old secret works until this one is first used, and then for {durationText(grace.seconds * 1000)}.
      </Banner>
    )
  return (
    <Banner>
      The old secret still works for <TimeLeft until={until} />, then ends by itself.
    </Banner>
  )
}

/** A second try got the first one's answer, which never carries the secret again. */
function Lost({ apiKey, cause, onClose }: RevealDialogProps) {
  const { open } = useKeyDialogs()
  const rotate = () => {
    onClose()
    open({ kind: 'rotate', key: apiKey })
  }
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel
        title={apiKey.name}
        description={cause === 'created' ? 'The key was made.' : 'The key was rotated.'}
        art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
      >
        <DialogBody>
          <Banner tone="warning" title="Its secret did not reach this page">
            The connection broke while the answer was on its way, and a secret is sent only once. Rotate the
            key for a new one.
          </Banner>
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" onClick={rotate}>
            Rotate the key
          </Button>
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
