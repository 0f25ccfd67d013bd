'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import { listWebhooks, type Webhook } from '#lib/contracts/webhooks.ts'
import { CreateEndpointDialog } from './create-endpoint-dialog.tsx'
import { EmptyLine } from './empty-line.tsx'
import { EndpointTable } from './endpoint-table.tsx'
import { RevealSecret } from './reveal-secret.tsx'
import { useProjects } from './use-projects.ts'

/** The webhook endpoints of the organization, and how they fare. */
export function WebhooksPage() {
  const me = useMe()
  const router = useRouter()
  const [q, setQ] = useQueryState('q', parseAsString.withDefault(''))
  const wanted = useDebounced(q.trim().slice(0, 100))
  const [making, setMaking] = useQueryState('create', parseAsBoolean.withDefault(false))
  const [made, setMade] = useState<Webhook | null>(null)
  // As with a key: the reveal lays its entry onto the history once the address no longer opens the dialog.
  const closed = !useSearchParams().has('create')
  const { names } = useProjects()
  const list = useInfinite(listWebhooks, wanted ? { q: wanted } : {}, {
    enabled: me.data !== undefined,
    keepPrevious: true,
    refreshEvery: 15_000,
  })
  const endpoints = list.data?.pages.flatMap((page) => page.items) ?? []
  const mayMake = me.data?.permissions.includes('webhook:update') ?? false
  const create = mayMake && (
    <Button variant="primary" onClick={() => void setMaking(true)}>
      New endpoint
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Webhooks"
        search={
          <SearchField label="Search endpoints" value={q} onValueChange={(text) => void setQ(text || null)} />
        }
        actions={create}
      />
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading endpoints" rows={3} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={wanted !== '' || list.isPlaceholderData}
        empty={
          <EmptyState
            art={<EmptyLine />}
            title="No webhooks yet"
            description="Latchwork can tell your own systems when a key is made, rotated or revoked, soon expires, or is used where it should not be. Each message is signed."
            action={create}
          />
        }
        noMatch={<NoMatch noun="endpoints" by="search" onClear={() => void setQ(null)} />}
      >
        {() => (
          <>
            <EndpointTable endpoints={endpoints} projects={names} />
            <LoadMore
              noun={endpoints.length === 1 ? 'endpoint' : 'endpoints'}
              shown={endpoints.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {making && mayMake && (
        <CreateEndpointDialog
          onClose={() => void setMaking(null)}
          onMade={(endpoint) => {
            void setMaking(null)
            setMade(endpoint)
          }}
        />
      )}
      {made && closed && (
        <RevealSecret
          endpoint={made}
          cause="created"
          onClose={() => setMade(null)}
          onLeave={() => router.push(`/webhooks/${made.id}`)}
        />
      )}
    </>
  )
}
