'use client'

import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusDot } from '#components/ui/status-dot.tsx'
import { rowLinkStyles, Table, TableBody, TableHead, TableRow, Td, Th } from '#components/ui/table.tsx'
import { noticeType } from '#lib/contracts/notices.ts'
import { type Delivery, testType } from '#lib/contracts/webhooks.ts'
import { answerText, deliveryStateOf, tookText } from './endpoint-words.ts'

interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  /** The one that is open. */
  chosen: string | null
  onOpen: (delivery: Delivery) => void
}

/** What an event type is called, to a person. */
export const titleOf = (type: string): string =>
  type === testType ? 'Test event' : (noticeType(type)?.title ?? type)

/** Deliveries, a row each, the newest first. */
export function DeliveryTable({ deliveries, chosen, onOpen }: DeliveryTableProps) {
  return (
    <Table label="Deliveries" className="table-fixed">
      <TableHead>
        <Th className="w-[34%]">Event</Th>
        <Th className="w-36">State</Th>
        <Th>Last answer</Th>
        <Th className="w-20">Tries</Th>
        <Th className="w-28">When</Th>
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            open={delivery.id === chosen}
            onOpen={() => onOpen(delivery)}
          />
        ))}
      </TableBody>
    </Table>
  )
}

function DeliveryRow({ delivery, open, onOpen }: { delivery: Delivery; open: boolean; onOpen: () => void }) {
  const { tone, label } = deliveryStateOf(delivery)
  const { last, subject } = delivery
  return (
    <TableRow selected={open}>
      <Td phone="lead">
        <button
          type="button"
          onClick={onOpen}
          className={`${rowLinkStyles} block max-w-full truncate text-left`}
        >
          {titleOf(delivery.type)}
          {subject && <span className="font-normal text-muted"> {subject.name}</span>}
        </button>
        <span className="block truncate font-mono text-faint text-xs">
          {delivery.type}
          {subject?.mask && ` ${subject.mask}`}
        </span>
      </Td>
      <Td phone="end">
        <StatusDot tone={tone}>{label}</StatusDot>
        <span className="hidden text-right text-faint text-xs @max-[720px]:block">
          <RelativeTime instant={delivery.createdAt} />
        </span>
      </Td>
      <Td className="text-muted">
        {last && (
          <span className="flex min-w-0 gap-2">
            <span className="truncate">{answerText(last)}</span>
            <span className="shrink-0 text-faint">{tookText(last.duration)}</span>
          </span>
        )}
      </Td>
      <Td className="tabular-nums text-muted">{delivery.attempts}</Td>
      <Td className="text-muted">
        <RelativeTime instant={delivery.createdAt} />
      </Td>
    </TableRow>
  )
}
