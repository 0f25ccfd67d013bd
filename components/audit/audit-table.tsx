'use client'

import Link from 'next/link'
import { Avatar } from '#components/ui/avatar.tsx'
import { cn } from '#components/ui/cn.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { rowLinkStyles, Table, TableBody, TableHead, TableRow, Td, Th } from '#components/ui/table.tsx'
import type { AuditEvent } from '#lib/contracts/audit.ts'
import { actionWords, sentence } from './action-words.ts'
import { targetHref } from './target-href.ts'

interface AuditTableProps {
  events: readonly AuditEvent[]
  /** The event that is open beside the log. */
  open: string | null
  onOpen: (id: string) => void
  /** Ids of events that came in while one watched. */
  arrived: ReadonlySet<string>
}

/** Events, a row each. */
export function AuditTable({ events, open, onOpen, arrived }: AuditTableProps) {
  return (
    <Table label="Events" className="table-fixed">
      <TableHead>
        <Th className="w-[20%]">Actor</Th>
        <Th>Event</Th>
        <Th className="w-[24%]">Target</Th>
        <Th className="w-36">Address</Th>
        <Th className="w-32">When</Th>
      </TableHead>
      <TableBody>
        {events.map((event) => (
          <TableRow
            key={event.id}
            selected={event.id === open}
            className={cn(arrived.has(event.id) && 'animate-fade shadow-[inset_2px_0_0_var(--brass)]')}
          >
            <Td className="max-w-0">
              <Actor actor={event.actor} />
            </Td>
            <Td phone="lead">
              <button
                type="button"
                className={cn(rowLinkStyles, 'block w-full truncate text-left @max-[720px]:leading-6')}
                onClick={() => onOpen(event.id)}
              >
                <span className="hidden @max-[720px]:inline">
                  {event.actor.name} {actionWords(event.action)}
                </span>
                <span className="@max-[720px]:hidden">{sentence(actionWords(event.action))}</span>
              </button>
              <span className="block truncate font-mono text-faint text-xs @max-[720px]:hidden">
                {event.action}
              </span>
            </Td>
            <Td phone="second" className="max-w-0 @max-[720px]:max-w-none @max-[720px]:text-faint">
              <Target target={event.target} />
            </Td>
            <Td className="truncate font-mono text-muted text-xs">{event.ip ?? ''}</Td>
            <Td phone="end" className="text-muted">
              <RelativeTime instant={event.at} />
            </Td>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

const kinds = { user: null, key: 'key', system: 'system' } as const

/** Who did it: a person by their initials, a machine in a square. */
export function Actor({ actor }: { actor: AuditEvent['actor'] }) {
  const kind = kinds[actor.type]
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Avatar name={actor.name} machine={actor.type !== 'user'} />
      <span className="min-w-0">
        <span className="block truncate">{actor.name}</span>
        {kind && <span className="block truncate text-faint text-xs">{kind}</span>}
      </span>
    </span>
  )
}

/** What it was done to, with a way to its page while there is one. */
export function Target({ target }: { target: AuditEvent['target'] }) {
  const href = targetHref(target)
  return (
    <span className="block min-w-0">
      {href ? (
        <Link
          href={href}
          className="relative z-10 inline-block max-w-full truncate align-bottom decoration-edge @max-[720px]:leading-6 underline-offset-4 hover:underline"
        >
          {target.name}
        </Link>
      ) : (
        <span className="block truncate">{target.name}</span>
      )}
      <span className="block truncate text-faint text-xs @max-[720px]:hidden">
        {target.type.replaceAll('_', ' ')}
      </span>
    </span>
  )
}
