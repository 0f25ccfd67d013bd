'use client'

import { Check, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Banner } from '#components/ui/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { DialogBody, DialogFooter } from '#components/ui/dialog.tsx'
import type { Delivery } from '#lib/contracts/invitations.ts'

/** An invitation on its way. */
export interface Delivered extends Delivery {
  id: string
  email: string | null
}

/** To somebody by name, where there is no mail server to send it. */
export const isUnmailed = ({ email, mailed, url, problem }: Delivered) =>
  email !== null && !mailed && url !== null && problem === null

/** Keeps links that nobody has copied yet from being lost by a slip. */
export function useLinkGuard(delivered: readonly Delivered[] | null, onClose: () => void) {
  const [copied, setCopied] = useState<readonly string[]>([])
  const [asking, setAsking] = useState(false)
  const left = (delivered ?? []).filter(({ id, url }) => url !== null && !copied.includes(id)).length
  return {
    /** Escape, a click beside, the cross: what may be a slip. */
    onAttempt: () => (left > 0 ? setAsking(true) : onClose()),
    onCopied: (id: string) => setCopied((before) => [...before, id]),
    left,
    asking,
    setAsking,
  }
}

interface DeliveredPanelProps {
  delivered: readonly Delivered[]
  guard: ReturnType<typeof useLinkGuard>
  onClose: () => void
}

/** The body and the footer of a dialog that shows new links: they live in it and nowhere beside it. */
export function DeliveredPanel({ delivered, guard, onClose }: DeliveredPanelProps) {
  const one = guard.left === 1
  return (
    <>
      <DialogBody>
        <DeliveredList delivered={delivered} onCopied={guard.onCopied} />
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
      <AlertDialog
        open={guard.asking}
        onOpenChange={guard.setAsking}
        title={one ? 'Leave without the link?' : `Leave without ${guard.left} links?`}
        consequences={`You have not copied ${one ? 'it' : 'them'}, and nobody can show ${one ? 'it' : 'them'} again. Sending again makes ${one ? 'a new one' : 'new ones'}.`}
        confirmLabel={one ? 'Leave without it' : 'Leave without them'}
        onConfirm={onClose}
        busy={false}
        error={null}
      />
    </>
  )
}

interface DeliveredListProps {
  delivered: readonly Delivered[]
  onCopied: (id: string) => void
}

/** What became of new links: those that were mailed, and those to hand on. */
function DeliveredList({ delivered, onCopied }: DeliveredListProps) {
  const failed = delivered.some(({ problem }) => problem !== null)
  const links = delivered.filter(({ url }) => url !== null).length
  const unmailed = delivered.filter(isUnmailed).length
  return (
    <div className="grid gap-4">
      {unmailed > 0 && (
        <Banner tone="warning">
          No mail server is set: nothing was mailed. Hand {unmailed === 1 ? 'this link' : 'these links'} on.
        </Banner>
      )}
      <ul className="grid divide-y rounded-lg border">
        {delivered.map((one) => (
          <DeliveredRow key={one.id} one={one} onCopied={() => onCopied(one.id)} />
        ))}
      </ul>
      {links > 0 && (
        <p className="text-pretty text-muted">
          {failed && 'Hand on what was not mailed yourself. '}
          {links === 1 ? 'The link is' : 'Links are'} shown this once; sending again makes{' '}
          {links === 1 ? 'a new one' : 'new ones'}. A preview or a scanner that follows{' '}
          {links === 1 ? 'it' : 'one'} does not use it up.
        </p>
      )}
    </div>
  )
}

interface DeliveredRowProps {
  one: Delivered
  onCopied: () => void
}

function DeliveredRow({ one: { email, mailed, url, problem }, onCopied }: DeliveredRowProps) {
  return (
    <li className="grid gap-2 px-4 py-3">
      {(email || mailed) && (
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span className="min-w-0 truncate font-medium">{email}</span>
          {mailed && (
            <span className="flex items-center gap-1.5 text-muted">
              <Check aria-hidden="true" className="size-3.5 text-ok" />
              Mailed
            </span>
          )}
        </div>
      )}
      {problem && (
        <p className="flex items-start gap-1.5 text-warning">
          <TriangleAlert aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
          Not mailed. {problem}
        </p>
      )}
      {url && (
        <div className="flex items-center gap-3">
          <output
            aria-label={email ? `Link for ${email}` : 'Invitation link'}
            className="wrap-anywhere min-w-0 flex-1 select-all font-mono text-muted text-xs leading-[18px]"
          >
            {url}
          </output>
          <CopyButton
            value={url}
            label={email ? `Copy the link for ${email}` : 'Copy the link'}
            size="sm"
            onCopied={onCopied}
          >
            Copy
          </CopyButton>
        </div>
      )}
    </li>
  )
}
