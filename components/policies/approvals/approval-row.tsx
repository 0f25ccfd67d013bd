'use client'

import Link from 'next/link'
import { Bitting } from '#components/bitting/bitting.tsx'
import { wantedText } from '#components/shell/wanted-text.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Approval, ApprovalState } from '#lib/contracts/approvals.ts'
import { outcomeText, stateNames, wishNames } from './approval-words.ts'
import type { Decision } from './decision-dialog.tsx'

const tones: Readonly<Record<ApprovalState, 'neutral' | 'ok' | 'danger' | 'brass'>> = {
  pending: 'brass',
  approved: 'ok',
  declined: 'danger',
  withdrawn: 'neutral',
  lapsed: 'neutral',
}

interface ApprovalRowProps {
  approval: Approval
  /** The person who looks asked for it. */
  mine: boolean
  onDecide: (decision: Decision) => void
}

/** A request: what for, by whom and why, and what came of it. */
export function ApprovalRow({ approval, mine, onDecide }: ApprovalRowProps) {
  const { key: of, wanted, adds, reason, requester, createdAt, state, mayDecide } = approval
  const outcome = outcomeText(approval)
  const others = adds.filter((name) => !wanted.permissions.includes(name))
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-2 border-b px-4 py-3.5 sm:px-7">
      <div className="flex min-w-0 items-start gap-5">
        <Bitting keyId={of.id} generation={of.generation} size="sm" className="mt-1 shrink-0 max-sm:hidden" />
        <div className="grid min-w-0 gap-0.5">
          <p className="wrap-anywhere">
            <Link
              href={`/keys/${of.id}`}
              className="font-medium underline decoration-edge underline-offset-4 hover:decoration-ink"
            >
              {of.name}
            </Link>{' '}
            <span className="text-muted">{wishNames[state]}</span>{' '}
            <span className="font-mono text-xs">{wantedText(wanted)}</span>
          </p>
          {state === 'pending' && others.length > 0 && (
            <p className="wrap-anywhere text-warning text-xs">
              and by that <span className="font-mono">{others.join(', ')}</span>
            </p>
          )}
          {reason && <p className="wrap-anywhere text-muted">“{reason}”</p>}
          <p className="text-faint text-xs">
            {mine ? 'You' : requester.name} asked <RelativeTime instant={createdAt} />
            {requester.id !== of.owner.id && `, for a key of ${of.owner.name}`}
          </p>
          {outcome && <p className="wrap-anywhere text-muted text-xs">{outcome}</p>}
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2 max-sm:col-span-2 max-sm:justify-start">
        {state === 'pending' && mine && (
          <Button
            size="sm"
            aria-label={`Withdraw the request for ${of.name}`}
            onClick={() => onDecide('withdraw')}
          >
            Withdraw
          </Button>
        )}
        {mayDecide && (
          <>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Decline the request for ${of.name}`}
              onClick={() => onDecide('decline')}
            >
              Decline
            </Button>
            <Button
              size="sm"
              aria-label={`Approve the request for ${of.name}`}
              onClick={() => onDecide('approve')}
            >
              Approve
            </Button>
          </>
        )}
        {state !== 'pending' && <Badge tone={tones[state]}>{stateNames[state]}</Badge>}
      </div>
    </li>
  )
}
