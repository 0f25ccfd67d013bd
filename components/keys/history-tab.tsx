'use client'

import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingLines } from '#components/shell/loading-state.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { CallReply } from '#lib/client/call.ts'
import { useInfinite } from '#lib/client/query.ts'
import { listKeyEvents } from '#lib/contracts/keys.ts'
import { eventDetails, eventWords } from './event-words.ts'

type Event = CallReply<typeof listKeyEvents>['items'][number]

/** What happened to a key, the newest first, with before and after. */
export function HistoryTab({ keyId }: { keyId: string }) {
  const events = useInfinite(listKeyEvents, { keyId })
  return (
    <ListBoundary
      query={events}
      loading={<LoadingLines label="Loading history" lines={6} className="px-4 py-6 sm:px-7" />}
      isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
      isFiltered={false}
      empty={<EmptyState title="No history" description="Every change to the key will stand here." />}
      noMatch={null}
    >
      {(data) => {
        const items = data.pages.flatMap((page) => page.items)
        return (
          <>
            <ol>
              {items.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </ol>
            <LoadMore
              noun="events"
              shown={items.length}
              hasMore={events.hasNextPage}
              loading={events.isFetchingNextPage}
              onMore={() => void events.fetchNextPage()}
            />
          </>
        )
      }}
    </ListBoundary>
  )
}

function EventRow({ event }: { event: Event }) {
  const details = eventDetails(event.detail)
  return (
    <li className="border-b px-4 py-3.5 sm:px-7">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <p className="min-w-0 flex-1">
          <span className="font-medium">{event.actor.name}</span> {eventWords(event.action)}
        </p>
        <RelativeTime instant={event.at} className="text-muted" />
      </div>
      {details.length > 0 && (
        <dl className="mt-1.5 grid gap-1">
          {details.map(({ field, before, after }) => (
            <div key={field} className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-4">
              <dt className="text-faint">{field}</dt>
              <dd className="wrap-anywhere">
                {before !== null && (
                  <>
                    <del className="text-faint">{before}</del>
                    <span className="text-faint"> → </span>
                  </>
                )}
                {after}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {(event.ip || event.userAgent) && (
        <p className="mt-1.5 truncate text-faint text-xs">
          {[event.ip, event.userAgent].filter(Boolean).join(' · ')}
        </p>
      )}
    </li>
  )
}
