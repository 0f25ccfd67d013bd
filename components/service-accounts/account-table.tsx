'use client'

import Link from 'next/link'
import { Avatar } from '#components/ui/avatar.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { StatusDot } from '#components/ui/status-dot.tsx'
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
import type { ServiceAccount } from '#lib/contracts/service-accounts.ts'
import { keysHref, keysText } from './account-words.ts'

interface AccountTableProps {
  accounts: readonly ServiceAccount[]
  /** null: the person may not change service accounts. */
  onEdit: ((account: ServiceAccount) => void) | null
}

/** Service accounts, a row each. */
export function AccountTable({ accounts, onEdit }: AccountTableProps) {
  const counted = accounts.some(({ keys }) => keys !== null)
  return (
    <Table label="Service accounts" className="table-fixed">
      <TableHead>
        <Th>Service account</Th>
        <Th className="w-[22%]">Responsible</Th>
        {counted && (
          <>
            <Th className="w-[11%] text-right">Keys</Th>
            <Th className="w-[14%]">Last used</Th>
          </>
        )}
        <Th className="w-[13%]">Made</Th>
        <Th className="w-32">
          <span className="sr-only">Actions</span>
        </Th>
      </TableHead>
      <TableBody>
        {accounts.map((account) => (
          <TableRow key={account.id}>
            <Td phone="lead">
              <span className="flex items-center gap-3">
                <Avatar name={account.name} machine className="size-7 max-sm:hidden" />
                <span className="min-w-0">
                  <span className="flex items-center gap-2">
                    <Link
                      href={`/service-accounts/${account.id}`}
                      className={`${rowLinkStyles} truncate ${account.archivedAt ? 'text-muted' : ''}`}
                    >
                      {account.name}
                    </Link>
                    {account.archivedAt && <Badge>archived</Badge>}
                  </span>
                  {account.description && (
                    <span className="block truncate text-faint text-xs max-sm:hidden">
                      {account.description}
                    </span>
                  )}
                </span>
              </span>
            </Td>
            <Td phone="second" className="truncate @max-[720px]:text-faint @max-[720px]:text-xs">
              <Responsible account={account} onEdit={onEdit} />
            </Td>
            {counted && (
              <>
                <Td phone="end" className="text-right tabular-nums">
                  {account.keys !== null && account.keys > 0 ? (
                    <Link
                      href={keysHref(account.id)}
                      aria-label={`${keysText(account.keys)} of ${account.name}`}
                      className="relative z-10 underline decoration-edge underline-offset-4 hover:decoration-ink"
                    >
                      {account.keys.toLocaleString('en')}
                      <span className="hidden @max-[720px]:inline">
                        {account.keys === 1 ? ' key' : ' keys'}
                      </span>
                    </Link>
                  ) : (
                    <span className="text-faint">0</span>
                  )}
                </Td>
                <Td phone="end-second" className="text-muted @max-[720px]:text-faint @max-[720px]:text-xs">
                  <RelativeTime instant={account.lastUsedAt} />
                </Td>
              </>
            )}
            <Td className="text-muted">
              <RelativeTime instant={account.createdAt} />
            </Td>
            <TdActions>
              {onEdit && (
                <Button size="sm" aria-label={`Edit ${account.name}`} onClick={() => onEdit(account)}>
                  Edit
                </Button>
              )}
            </TdActions>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** Keys that nobody answers for are a finding, as long as the account is in use. */
function Responsible({ account, onEdit }: Pick<AccountTableProps, 'onEdit'> & { account: ServiceAccount }) {
  if (account.responsible) return account.responsible.name
  if (account.archivedAt) return <span className="text-faint">nobody</span>
  return (
    <span className="flex items-center gap-3">
      <StatusDot tone="warning">Nobody yet</StatusDot>
      {onEdit && (
        <Button
          variant="link"
          size="sm"
          className="relative z-10 @max-[720px]:hidden"
          aria-label={`Choose who answers for ${account.name}`}
          onClick={() => onEdit(account)}
        >
          Choose
        </Button>
      )}
    </span>
  )
}
