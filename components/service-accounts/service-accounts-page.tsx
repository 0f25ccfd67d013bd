'use client'

import { useRouter } from 'next/navigation'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { EmptyKeyring, EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listServiceAccounts, type ServiceAccount } from '#lib/contracts/service-accounts.ts'
import { CreateAccountDialog, EditAccountDialog } from './account-dialogs.tsx'
import { AccountTable } from './account-table.tsx'

const shown = ['used', 'archived', 'all'] as const
const shownOptions = [
  { value: 'used', label: 'In use' },
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
] as const
const archivedOf = { used: false, archived: true, all: undefined } as const

/** The service accounts of the organization. */
export function ServiceAccountsPage() {
  const me = useMe()
  const router = useRouter()
  const [state, setState] = useQueryStates({
    q: parseAsString.withDefault(''),
    show: parseAsStringLiteral(shown).withDefault('used'),
  })
  const wanted = useDebounced(state.q.trim().slice(0, 100))
  const [making, setMaking] = useState(false)
  const [edited, setEdited] = useState<ServiceAccount | null>(null)
  const archived = archivedOf[state.show]
  const list = useInfinite(
    listServiceAccounts,
    { ...(wanted && { q: wanted }), ...(archived === undefined ? {} : { archived }) },
    { enabled: me.data !== undefined, keepPrevious: true },
  )
  const accounts = list.data?.pages.flatMap((page) => page.items) ?? []
  const mayChange = me.data?.permissions.includes('service_account:update') ?? false
  const make = mayChange && (
    <Button variant="primary" onClick={() => setMaking(true)}>
      New service account
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Service accounts"
        search={
          <SearchField
            label="Search service accounts"
            value={state.q}
            onValueChange={(text) => void setState({ q: text || null })}
          />
        }
        actions={make}
      />
      <div className="flex min-h-12 items-center px-4 py-2 sm:px-7">
        <Segmented
          label="Which are shown"
          size="sm"
          options={shownOptions}
          value={state.show}
          onValueChange={(show) => void setState({ show })}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading service accounts" rows={4} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={wanted !== '' || state.show !== 'used' || list.isPlaceholderData}
        empty={
          <EmptyState
            art={<EmptyKeyring />}
            title="No service accounts yet"
            description="A service account owns keys that outlive people: of deployments, jobs, partners. A member answers for each."
            action={make}
          />
        }
        noMatch={<NoMatch noun="service accounts" onClear={() => void setState({ q: null, show: null })} />}
      >
        {() => (
          <>
            <AccountTable accounts={accounts} onEdit={mayChange ? setEdited : null} />
            <LoadMore
              noun={accounts.length === 1 ? 'service account' : 'service accounts'}
              shown={accounts.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {making && (
        <CreateAccountDialog
          self={me.data?.user ?? null}
          onMade={({ id }) => router.push(`/service-accounts/${id}`)}
          onClose={() => setMaking(false)}
        />
      )}
      {edited && <EditAccountDialog key={edited.id} account={edited} onClose={() => setEdited(null)} />}
    </>
  )
}
