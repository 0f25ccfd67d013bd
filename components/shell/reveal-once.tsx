'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogBody, DialogFooter, DialogPanel } from '#components/ui/dialog.tsx'
import { SecretField } from './secret-field.tsx'
import { forgetSecret, heldSecret } from './secret-slot.ts'
import { useLeaveGuard } from './use-leave-guard.ts'

/** What a reveal's contents are given. */
export interface Revealed {
  /** The person has the secret. */
  taken: boolean
  onTaken: () => void
  /** Leaves, and forgets the secret. */
  onDone: () => void
}

interface RevealOnceProps {
  /** The id of what the secret is of, under which it is held. */
  holder: string
  title: string
  description: string
  art?: ReactNode
  /** What one does to get another, as the end of a sentence: `rotate the key`. */
  another: string
  /** Where the answer that carried the secret was lost: the dialog that says so. */
  lost: { description: string; again?: { label: string; onAgain: () => void } }
  onClose: () => void
  /** The person has left on purpose, and the entry that guarded the back button is gone again: they may be led elsewhere. */
  onLeave?: (() => void) | undefined
  children: (revealed: Revealed) => ReactNode
}

/**
 * The one time a secret is shown: leaving without it asks, whichever way one leaves, and nothing shows it again. Where its answer was
 * lost on the way, it says so instead.
 */
export function RevealOnce(props: RevealOnceProps) {
  const [arrived] = useState(() => heldSecret(props.holder) !== null)
  return arrived ? <Reveal {...props} /> : <Lost {...props} />
}

function Reveal({ title, description, art, another, onClose, onLeave, children }: RevealOnceProps) {
  const [taken, setTaken] = useState(false)
  const [asking, setAsking] = useState(false)
  const forget = () => {
    forgetSecret()
    onClose()
  }
  const dropGuard = useLeaveGuard({ armed: !taken, onAttempt: () => setAsking(true), onGone: forget })
  const leave = () => {
    forget()
    dropGuard(onLeave)
  }
  return (
    <Dialog open onOpenChange={() => (taken ? leave() : setAsking(true))}>
      <DialogPanel
        title={title}
        description={description}
        art={art}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onPointerDownOutside={(event) => event.preventDefault()}
      >
        {children({ taken, onTaken: () => setTaken(true), onDone: leave })}
      </DialogPanel>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title="Leave without the secret?"
        consequences={`You have not copied it, and nobody can show it again. To get another, ${another}.`}
        confirmLabel="Leave without it"
        onConfirm={leave}
        busy={false}
        error={null}
      />
    </Dialog>
  )
}

interface RevealPanelProps extends Revealed {
  holder: string
  mask: string
  /** Further ways to take it, at the start of the footer. */
  ways?: ReactNode
  /** What it is for, beneath it. */
  children: ReactNode
}

/** The secret, what it is for, and the way on once it is taken. */
export function RevealPanel({ holder, mask, ways, taken, onTaken, onDone, children }: RevealPanelProps) {
  const copyButton = useRef<HTMLButtonElement>(null)
  useEffect(() => copyButton.current?.focus(), [])
  return (
    <>
      <DialogBody className="grid content-start gap-4.5">
        <SecretField holder={holder} mask={mask} onTaken={onTaken} copyRef={copyButton} />
        {children}
      </DialogBody>
      <DialogFooter start={ways}>
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

/** A second try got the first one's answer, which never carries the secret again. */
function Lost({ title, art, another, lost, onClose }: RevealOnceProps) {
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogPanel title={title} description={lost.description} art={art} size={art ? 'md' : 'sm'}>
        <DialogBody>
          <Banner tone="warning" title="The secret did not reach this page">
            The connection broke while the answer was on its way, and a secret is sent only once. For a new
            one, {another}.
          </Banner>
        </DialogBody>
        <DialogFooter>
          <Button variant={lost.again ? 'secondary' : 'primary'} onClick={onClose}>
            Close
          </Button>
          {lost.again && (
            <Button variant="primary" onClick={lost.again.onAgain}>
              {lost.again.label}
            </Button>
          )}
        </DialogFooter>
      </DialogPanel>
    </Dialog>
  )
}
