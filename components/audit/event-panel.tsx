'use client'

import { type ReactNode, useId } from 'react'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { QueryBoundary } from '#components/shell/query-boundary.tsx'
import { cn } from '#components/ui/cn.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { type Description, DescriptionList } from '#components/ui/description-list.tsx'
import { Dialog, DialogBody, DialogPanel } from '#components/ui/dialog.tsx'
import { exactText } from '#components/ui/relative-time-text.ts'
import { useOperation } from '#lib/client/query.ts'
import { type AuditEventDetail, getAuditEvent } from '#lib/contracts/audit.ts'
import { actionWords } from './action-words.ts'
import type { AuditState } from './audit-state.ts'
import { Actor, Target } from './audit-table.tsx'
import { type DetailRow, detailRows } from './event-detail.ts'

interface EventPanelProps {
  eventId: string
  onClose: () => void
  /** Narrows the log to what has this in common with the event. */
  onNarrow: (change: Partial<AuditState>) => void
}

/** An event beside the log: what changed, who did it from where, and its place in the chain. */
export function EventPanel({ eventId, onClose, onNarrow }: EventPanelProps) {
  const event = useOperation(getAuditEvent, { eventId })
  const { data } = event
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogPanel
        title={data ? `${data.actor.name} ${actionWords(data.action)}` : 'Event'}
        {...(data ? { description: exactText(Date.parse(data.at)) } : {})}
        className="sm:top-0 sm:right-0 sm:left-auto sm:h-dvh sm:max-h-dvh sm:w-[480px] sm:translate-x-0 sm:translate-y-0 sm:rounded-none"
      >
        <DialogBody>
          <QueryBoundary query={event} loading={<LoadingLines label="Loading the event" lines={8} />}>
            {(shown) => <Facts event={shown} onNarrow={onNarrow} />}
          </QueryBoundary>
        </DialogBody>
      </DialogPanel>
    </Dialog>
  )
}

function Facts({ event, onNarrow }: { event: AuditEventDetail; onNarrow: EventPanelProps['onNarrow'] }) {
  const { actor, target, project } = event
  const narrow = (label: string, change: Partial<AuditState>) => (
    <button
      type="button"
      onClick={() => onNarrow(change)}
      className="ml-2 whitespace-nowrap text-faint text-xs underline decoration-edge underline-offset-4 hover:text-ink"
    >
      {label}
    </button>
  )
  const who: Description[] = [
    {
      term: 'Actor',
      detail: (
        <span className="flex items-center justify-between gap-2">
          <Actor actor={actor} />
          {narrow(
            'Only theirs',
            actor.id ? { actor: actor.id, actorType: null } : { actorType: actor.type, actor: null },
          )}
        </span>
      ),
    },
    {
      term: 'Target',
      detail: (
        <span className="flex items-center justify-between gap-2">
          <Target target={target} />
          {narrow('Only about it', { target: target.id, targetType: target.type })}
        </span>
      ),
    },
    ...(project ? [{ term: 'Project', detail: project.name }] : []),
    ...(event.ip
      ? [
          {
            term: 'Address',
            detail: (
              <span className="flex items-center justify-between gap-2">
                <span className="font-mono text-xs">{event.ip}</span>
                {narrow('Only from it', { address: event.ip })}
              </span>
            ),
          },
        ]
      : []),
    ...(event.userAgent ? [{ term: 'Agent', detail: event.userAgent }] : []),
    { term: 'Request', detail: event.requestId, mono: true },
  ]
  return (
    <div className="grid gap-7">
      <Changes detail={event.detail} />
      <Part title="Who and where">
        <DescriptionList items={who} />
      </Part>
      <Part title="Its place in the chain">
        <DescriptionList
          items={[
            { term: 'Action', detail: event.action, mono: true },
            { term: 'Seq', detail: event.seq, mono: true },
            { term: 'Hash', detail: <Hash value={event.hash} label="Copy the hash" /> },
            {
              term: 'Before',
              detail: event.prevHash ? (
                <Hash value={event.prevHash} label="Copy the hash of the event before" />
              ) : (
                'nothing: this is the first event'
              ),
            },
            { term: 'Event', detail: event.id, mono: true },
          ]}
        />
      </Part>
    </div>
  )
}

function Hash({ value, label }: { value: string; label: string }) {
  return (
    <span className="flex items-start gap-2">
      <span className="wrap-anywhere font-mono text-xs leading-5">{value}</span>
      <CopyButton value={value} label={label} size="sm" className="-my-1" />
    </span>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-3 border-t pt-5">
      <h3 id={id} className="text-sm">
        {title}
      </h3>
      {children}
    </section>
  )
}

/** Field by field: what it was and what it became, and what was recorded besides. */
function Changes({ detail }: { detail: AuditEventDetail['detail'] }) {
  const rows = detailRows(detail)
  const changes = rows.filter((row) => row.before !== undefined)
  const facts = rows.filter((row) => row.before === undefined)
  return (
    <>
      {changes.length > 0 && (
        <Part title="What changed">
          <dl className="grid gap-3">
            {changes.map((row) => (
              <Change key={row.field} {...row} />
            ))}
          </dl>
        </Part>
      )}
      {facts.length > 0 && (
        <Part title="What was recorded">
          <DescriptionList
            items={facts.map(({ field, after }) => ({
              term: field,
              detail: <span className="whitespace-pre-line">{after}</span>,
            }))}
          />
        </Part>
      )}
    </>
  )
}

const valueStyles =
  'wrap-anywhere grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 whitespace-pre-line px-2.5 py-1.5'

function Change({ field, before, after }: DetailRow) {
  return (
    <div className="grid gap-1">
      <dt className="text-faint text-xs">{field}</dt>
      <dd className="overflow-hidden rounded-md border">
        {before !== '' && (
          <span className={cn(valueStyles, 'bg-danger-tint', after !== '' && 'border-b')}>
            <span aria-hidden="true" className="select-none font-mono text-danger">
              −
            </span>
            <del className="no-underline">{before}</del>
          </span>
        )}
        {after !== '' && (
          <span className={cn(valueStyles, 'bg-ok-tint')}>
            <span aria-hidden="true" className="select-none font-mono text-ok">
              +
            </span>
            <ins className="no-underline">{after}</ins>
          </span>
        )}
      </dd>
    </div>
  )
}
