'use client'

import { useState } from 'react'
import { PageSection } from '#components/shell/page-header.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { AlertDialog } from '#components/ui/alert-dialog.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime, TimeLeft } from '#components/ui/relative-time.tsx'
import { toast } from '#components/ui/toast-store.ts'
import { mayOnKey, useMe } from '#lib/client/me.ts'
import { useMutate, useOperation } from '#lib/client/query.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { type Handover, listHandovers, withdrawHandover } from '#lib/contracts/handovers.ts'
import { listKeyEvents } from '#lib/contracts/keys.ts'

/** How many are shown before one asks for more, beside those that wait. */
const shownAtFirst = 5

/** The one-time links to a key's secrets, and what became of each. Nothing where there are none. */
export function HandoverList({ apiKey }: { apiKey: ApiKey }) {
  const me = useMe()
  const links = useOperation(listHandovers, { keyId: apiKey.id }, { refreshEvery: 30_000 })
  const [all, setAll] = useState(false)
  const [withdrawing, setWithdrawing] = useState<Handover | null>(null)
  return (
    <QueryBoundary query={links} loading={null}>
      {({ items }) => {
        if (items.length === 0) return null
        const waiting = items.filter(({ state }) => state === 'waiting').length
        const shown = items.filter(({ state }, at) => all || at < shownAtFirst || state === 'waiting')
        return (
          <PageSection title="One-time links" aside={waiting > 0 ? `${waiting} not opened yet` : undefined}>
            <ul>
              {shown.map((link) => (
                <HandoverRow
                  key={link.id}
                  link={link}
                  onWithdraw={
                    link.madeBy.id === me.data?.user?.id || mayOnKey(me.data, 'update', apiKey.owner.id)
                      ? () => setWithdrawing(link)
                      : null
                  }
                />
              ))}
            </ul>
            {shown.length < items.length && (
              <Button variant="ghost" className="mt-2 -ml-3" onClick={() => setAll(true)}>
                Show {items.length - shown.length} more
              </Button>
            )}
            {withdrawing && (
              <WithdrawDialog apiKey={apiKey} link={withdrawing} onClose={() => setWithdrawing(null)} />
            )}
          </PageSection>
        )
      }}
    </QueryBoundary>
  )
}

interface HandoverRowProps {
  link: Handover
  /** Null for who may not. */
  onWithdraw: (() => void) | null
}

function HandoverRow({ link, onWithdraw }: HandoverRowProps) {
  return (
    <li className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-1 border-b py-2">
      <div className="min-w-0 flex-1 basis-52">
        <p className="truncate">{link.note || <span className="text-muted">No note</span>}</p>
        <p className="truncate text-muted">
          Made by {link.madeBy.name}, <RelativeTime instant={link.createdAt} />
        </p>
      </div>
      <div className="flex items-center gap-3 max-sm:w-full max-sm:justify-between">
        <HandoverState link={link} />
        {link.state === 'waiting' && onWithdraw && (
          <Button
            size="sm"
            onClick={onWithdraw}
            aria-label={link.note ? `Withdraw the link for ${link.note}` : 'Withdraw the link'}
          >
            Withdraw
          </Button>
        )}
      </div>
    </li>
  )
}

/** Quiet where it is over; said in colour only where somebody could still come by the secret. */
function HandoverState({ link }: { link: Handover }) {
  switch (link.state) {
    case 'waiting':
      return (
        <Badge tone="brass">
          Waits,&nbsp;
          <TimeLeft until={link.expiresAt} />
          &nbsp;left
        </Badge>
      )
    case 'opened':
      return (
        <span className="text-muted">
          Opened <RelativeTime instant={link.openedAt} />
        </span>
      )
    case 'expired':
      return <span className="text-faint">Ended unopened</span>
    case 'withdrawn':
      return <span className="text-faint">Withdrawn</span>
    case 'ended':
      return <span className="text-faint">Ended with its secret</span>
  }
}

interface WithdrawDialogProps {
  apiKey: ApiKey
  link: Handover
  onClose: () => void
}

function WithdrawDialog({ apiKey, link, onClose }: WithdrawDialogProps) {
  const withdraw = useMutate(withdrawHandover, {
    invalidates: [listHandovers, listKeyEvents],
    onSuccess: ({ state }) => {
      onClose()
      if (state === 'opened')
        toast.warning('The link was opened before it could be withdrawn', {
          description: `If the wrong person did, rotate “${apiKey.name}”.`,
        })
      else toast.success('The link opens no more')
    },
  })
  return (
    <AlertDialog
      open
      onOpenChange={onClose}
      title={link.note ? `Withdraw the link for “${link.note}”?` : 'Withdraw the link?'}
      consequences={`Whoever has it is told that it was withdrawn, and cannot open it any more. “${apiKey.name}” itself goes on working. To hand it over after all, rotate it for a new secret.`}
      confirmLabel="Withdraw link"
      busy={withdraw.isPending}
      error={withdraw.error?.message ?? null}
      onConfirm={() => withdraw.mutate({ input: { keyId: apiKey.id, handoverId: link.id } })}
    />
  )
}
