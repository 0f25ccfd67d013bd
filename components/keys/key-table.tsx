'use client'

import Link from 'next/link'
import { Bitting } from '#components/bitting/bitting.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { cn } from '#components/ui/cn.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import {
  rowLinkStyles,
  Table,
  TableBody,
  TableHead,
  TableRow,
  Td,
  TdActions,
  Th,
} from '#components/ui/table.tsx'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { accessSummary } from './access-summary.ts'
import { KeyBars } from './key-bars.tsx'
import { KeyRowMenu } from './key-row-menu.tsx'
import { shownStatus } from './key-status.ts'
import { KeyStatusText } from './key-status-text.tsx'
import type { RowUsage } from './use-row-usage.ts'
import type { Selection } from './use-selection.ts'

interface KeyTableProps {
  keys: readonly ApiKey[]
  usage: ReadonlyMap<string, RowUsage>
  /** null where this person may do nothing to many keys. */
  selection: Selection | null
}

/** What a narrower list does without first, so that names stay whole: the status tells of an end that is near. */
const narrow = '@max-[1180px]:hidden'
const narrower = '@max-[1020px]:hidden'

/** The list of keys: a row is a link to the key, with a box to tick and a menu. */
export function KeyTable({ keys, usage, selection }: KeyTableProps) {
  return (
    <Table label="Keys" className="table-fixed">
      <TableHead>
        {selection && (
          <Th className="w-10 pr-0 sm:w-13">
            <SelectAll keys={keys} selection={selection} />
          </Th>
        )}
        <Th>Key</Th>
        <Th className="w-[13%]">Owner</Th>
        <Th className={cn('w-[14%]', narrower)}>Access</Th>
        <Th className="w-[132px]">36 hours</Th>
        <Th className="w-28">Last used</Th>
        <Th className={cn('w-28', narrow)}>Expires</Th>
        <Th className="w-44">Status</Th>
        <Th className="w-14">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} usage={usage.get(key.id)} selection={selection} />
        ))}
      </TableBody>
    </Table>
  )
}

function SelectAll({ keys, selection }: { keys: readonly ApiKey[]; selection: Selection }) {
  const all = keys.length > 0 && keys.every((key) => selection.has(key.id))
  return (
    <Checkbox
      aria-label="Select every key shown"
      checked={all}
      indeterminate={!all && selection.count > 0}
      onChange={() => selection.setAll(keys, !all)}
    />
  )
}

interface KeyRowProps {
  apiKey: ApiKey
  usage: RowUsage | undefined
  selection: Selection | null
}

function KeyRow({ apiKey, usage, selection }: KeyRowProps) {
  const chosen = selection?.has(apiKey.id) ?? false
  const status = shownStatus(apiKey, usage?.points)
  const over = apiKey.status === 'revoked'
  return (
    <TableRow selected={chosen} data-key-row={apiKey.id}>
      {selection && (
        <Td phone="select" className="pr-0">
          <Checkbox
            aria-label={`Select ${apiKey.name}`}
            checked={chosen}
            onChange={() => selection.toggle(apiKey)}
            className={cn(
              'z-10 transition-opacity focus-within:opacity-100 group-hover/row:opacity-100 group-focus-within/row:opacity-100 pointer-coarse:opacity-100 @max-[720px]:opacity-100',
              selection.count === 0 && 'opacity-0',
            )}
          />
        </Td>
      )}
      <Td phone="lead" className="@max-[720px]:row-span-2">
        <div className="flex items-center gap-5">
          <Bitting
            keyId={apiKey.id}
            generation={apiKey.generation}
            size="sm"
            spent={over}
            className="@max-[720px]:hidden"
          />
          <div className="min-w-0">
            <Link
              href={`/keys/${apiKey.id}`}
              className={cn(
                rowLinkStyles,
                'block truncate',
                over && 'text-muted line-through decoration-faint',
              )}
            >
              {apiKey.name}
            </Link>
            <p className="truncate font-mono text-faint text-xs leading-4">{apiKey.mask}</p>
          </div>
        </div>
      </Td>
      <Td className="truncate text-muted">{apiKey.owner.name}</Td>
      <Td className={cn('truncate', narrower)}>{accessSummary(apiKey)}</Td>
      <Td>
        <KeyBars name={apiKey.name} usage={usage} />
      </Td>
      <Td phone="end-second" className="text-muted @max-[720px]:text-faint @max-[720px]:text-xs">
        <RelativeTime instant={apiKey.lastUsedAt} />
      </Td>
      <Td className={cn('text-muted', narrow)}>
        {/* What is revoked has ended; when it would have is no longer of use. */}
        {apiKey.revokedAt ? '–' : <RelativeTime instant={apiKey.expiresAt} />}
      </Td>
      <Td phone="end">
        <KeyStatusText status={status} />
      </Td>
      <TdActions className="@max-[720px]:col-start-4">
        <KeyRowMenu apiKey={apiKey} />
      </TdActions>
    </TableRow>
  )
}
