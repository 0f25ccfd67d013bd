'use client'

import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { Bitting } from '#components/bitting/bitting.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { copyText } from '#components/ui/copy-text.ts'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { TimeLeft } from '#components/ui/relative-time.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { envFile, envFileName, tryItCommand } from './env-file.ts'
import { dottedMask, forgetSecret, heldSecret } from './secret-slot.ts'
import { type RevealCause, useKeyDialogs } from './use-key-dialogs.ts'
import { useLeaveGuard } from './use-leave-guard.ts'

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
  const copyButton = useRef<HTMLButtonElement>(null)
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
        title={apiKey.name}
        description="This is the only time the secret is shown."
        art={<Bitting keyId={apiKey.id} generation={apiKey.generation} size="md" />}
        onOpenAutoFocus={(event) => {
          event.preventDefault()
          copyButton.current?.focus()
        }}
        onPointerDownOutside={(event) => event.preventDefault()}
      >
        <DialogBody className="grid content-start gap-4.5">
          <SecretField apiKey={apiKey} onTaken={() => setTaken(true)} copyRef={copyButton} />
          {cause === 'rotated' && <OldSecret until={apiKey.rotatingUntil} />}
          <CodeBlock
            code={tryItCommand(window.location.origin)}
            language="shell"
            label="A command that tries the key"
            wrap
          />
        </DialogBody>
        <DialogFooter
          start={
            <Button
              icon={<Download aria-hidden="true" className="size-4" />}
              onClick={() => {
                download(apiKey)
                setTaken(true)
              }}
            >
              Download .env
            </Button>
          }
        >
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
        consequences={`You have not copied it, and nobody can show it again. To get another for “${apiKey.name}”, rotate the key.`}
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </Dialog>
  )
}

interface SecretFieldProps {
  apiKey: ApiKeyDetail
  onTaken: () => void
  copyRef: React.RefObject<HTMLButtonElement | null>
}

const copied = 'It is on the clipboard.'

/** Dots until one asks to see; the secret enters the document then and not before. */
function SecretField({ apiKey, onTaken, copyRef }: SecretFieldProps) {
  const [shown, setShown] = useState(false)
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await copyText(heldSecret(apiKey.id) ?? '')
      setSaid(copied)
      onTaken()
    } catch {
      setSaid('The browser did not allow copying. Show the secret and copy it by hand.')
    }
  }
  const failed = said !== '' && said !== copied
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-3 rounded-lg border bg-paper py-2.5 pr-2.5 pl-4 sm:min-h-15.5">
        <output
          aria-label="Secret"
          className="min-w-0 flex-1 basis-60 font-mono text-sm wrap-anywhere select-all"
          onCopy={shown ? onTaken : undefined}
        >
          {shown ? heldSecret(apiKey.id) : <MaskedSecret mask={apiKey.mask} />}
        </output>
        <div className="ml-auto flex gap-2">
          <Button aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
          <Button
            ref={copyRef}
            variant="primary"
            onClick={() => void copy()}
            className="min-w-20"
            aria-describedby="reveal-copied"
          >
            {said === copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </div>
      <p className={cn('min-h-5 text-xs', failed ? 'text-danger' : 'text-faint')}>
        <span id="reveal-copied" role="status">
          {said}
        </span>
        {said === '' && (
          <span className="pointer-coarse:hidden">
            <Kbd keys="↵" /> copies it without showing it.
          </span>
        )}
      </p>
    </div>
  )
}

function MaskedSecret({ mask }: { mask: string }) {
  return (
    <>
      <span aria-hidden="true">{dottedMask(mask)}</span>
      <span className="sr-only">Hidden. It begins and ends as {mask}</span>
    </>
  )
}

function OldSecret({ until }: { until: string | null }) {
  if (until === null) return <Banner tone="warning">The old secret is refused from now on.</Banner>
  return (
    <Banner>
      The old secret still works for <TimeLeft until={until} />, then ends by itself.
    </Banner>
  )
}

function download(key: ApiKeyDetail): void {
  const secret = heldSecret(key.id)
  if (secret === null) return
  const address = URL.createObjectURL(new Blob([envFile(key, secret)], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = envFileName(key.name)
  link.click()
  URL.revokeObjectURL(address)
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
