'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useInfinite } from '#lib/client/query.ts'
import { anyUuid } from '#lib/contracts/fields.ts'
import {
  deliveredTypes,
  deliveryStates,
  listWebhookDeliveries,
  type Webhook,
} from '#lib/contracts/webhooks.ts'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { DeliveryFilters } from './delivery-filters.tsx'
import { DeliveryTable } from './delivery-table.tsx'

/** The log of an endpoint: filters and the open delivery are in the address. */
export function DeliveriesTab({ endpoint }: { endpoint: Webhook }) {
  const [state, setState] = useQueryStates({
    state: parseAsArrayOf(parseAsStringLiteral(deliveryStates)).withDefault([]),
    type: parseAsArrayOf(parseAsStringLiteral(deliveredTypes)).withDefault([]),
    delivery: parseAsString,
  })
  const filtered = state.state.length > 0 || state.type.length > 0
  const list = useInfinite(
    listWebhookDeliveries,
    {
      endpointId: endpoint.id,
      ...(state.state.length > 0 ? { state: state.state.join(',') } : {}),
      ...(state.type.length > 0 ? { type: state.type.join(',') } : {}),
    },
    { keepPrevious: true, refreshEvery: 5_000 },
  )
  const clear = () => void setState({ state: null, type: null })
  return (
    <>
      <DeliveryFilters
        states={state.state}
        types={state.type}
        onStates={(states) => void setState({ state: states.length > 0 ? states : null })}
        onTypes={(types) => void setState({ type: types.length > 0 ? types : null })}
      />
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading deliveries" rows={6} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={filtered}
        empty={
          <EmptyState
            title="Nothing was sent yet"
            description="What happens from now on is sent here. A test event shows at once whether your receiver gets it."
          />
        }
        noMatch={<NoMatch noun="deliveries" by="filters" onClear={clear} />}
      >
        {(data) => {
          const deliveries = data.pages.flatMap((page) => page.items)
          return (
            <>
              <DeliveryTable
                deliveries={deliveries}
                chosen={state.delivery}
                onOpen={({ id }) => void setState({ delivery: id })}
              />
              <LoadMore
                noun={deliveries.length === 1 ? 'delivery' : 'deliveries'}
                shown={deliveries.length}
                hasMore={list.hasNextPage}
                loading={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
              />
            </>
          )
        }}
      </ListBoundary>
      {state.delivery && anyUuid.test(state.delivery) && (
        <DeliveryDialog
          key={state.delivery}
          endpoint={endpoint}
          deliveryId={state.delivery}
          onClose={() => void setState({ delivery: null })}
          onAnother={(delivery) => void setState({ delivery })}
        />
      )}
    </>
  )
}
