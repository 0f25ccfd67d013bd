'use client'

import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { ListBoundary, type QueryLike } from '#components/shell/query-boundary.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Table, TableBody, TableHead, TableRow, Td, Th } from '#components/ui/table.tsx'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { sourceOf } from './grant-choice.ts'
import type { KeyUsage } from './key-usage.ts'
import { KeySizing } from './sizing.tsx'
import { useCatalogue } from './use-catalogue.ts'

interface AccessTabProps {
  apiKey: ApiKeyDetail
  usage: QueryLike<KeyUsage>
}

/** Every permission the key holds: where from, and how often it was asked for. */
export function AccessTab({ apiKey, usage }: AccessTabProps) {
  const known = useCatalogue()
  return (
    <ListBoundary
      query={usage}
      loading={<LoadingLines label="Loading access" lines={6} className="px-4 py-6 sm:px-7" />}
      isEmpty={(data) => data.permissions.length === 0}
      isFiltered={false}
      empty={
        <EmptyState
          title="It holds nothing"
          description="This key proves who presents it, and no more. Edit it to give it permissions, a role or a level."
        />
      }
      noMatch={null}
    >
      {(data) => (
        <>
          <KeySizing apiKey={apiKey} />
          <Table label="Permissions">
            <TableHead>
              <Th>Permission</Th>
              <Th className="w-40">From</Th>
              <Th className="w-32 text-right">Asked for</Th>
              <Th className="w-36 text-right">Last</Th>
            </TableHead>
            <TableBody>
              {data.permissions.map((permission) => (
                <TableRow key={permission.name} className="h-10">
                  <Td phone="lead" className="truncate font-mono text-xs">
                    {permission.name}
                  </Td>
                  <Td phone="second" className="text-muted">
                    {known ? sourceOf(permission.name, apiKey, known.catalogue) : ''}
                  </Td>
                  <Td phone="end" className="text-right font-mono text-xs">
                    {permission.count === 0 ? (
                      <span className="text-faint">never</span>
                    ) : (
                      permission.count.toLocaleString('en')
                    )}
                  </Td>
                  <Td phone="end-second" className="text-right text-muted">
                    <RelativeTime instant={permission.lastUsedAt} never="" />
                  </Td>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </>
      )}
    </ListBoundary>
  )
}
