'use client'

import { useQueryStates } from 'nuqs'
import { useMemo, useState } from 'react'
import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { useMe } from '#lib/client/me.ts'
import { AuditFilters } from './audit-filters.tsx'
import { auditParsers, auditQuery, isFiltered, noFilter, soundState } from './audit-state.ts'
import { AuditTable } from './audit-table.tsx'
import { EventPanel } from './event-panel.tsx'
import { ExportMenu } from './export-menu.tsx'
import { LiveButton } from './live-button.tsx'
import { SearchedBack } from './searched-back.tsx'
import { useAuditLog } from './use-audit-log.ts'
import { VerifyDialog } from './verify-dialog.tsx'

/** What happened in the organization: who did what to what, when and from where. */
export function AuditPage() {
  const me = useMe()
  const [{ event, ...said }, setState] = useQueryStates(auditParsers)
  const state = soundState(said)
  const [verifying, setVerifying] = useState(false)
  const [live, setLive] = useState(false)
  const key = JSON.stringify(state)
  // A span that ends now begins anew only where another is asked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state by its text
  const query = useMemo(() => auditQuery(state, Date.now()), [key])
  const log = useAuditLog(query, { enabled: me.data !== undefined, live })
  const filtered = isFiltered(state)
  const mayRead = me.data?.permissions.includes('audit_event:read') ?? false
  const clear = () => void setState(noFilter)
  return (
    <>
      <PageHeader
        title="Audit log"
        {...(mayRead && {
          actions: (
            <>
              <LiveButton live={live} state={log.tail} onToggle={() => setLive(!live)} />
              <ExportMenu query={query} filtered={filtered} />
              <Button onClick={() => setVerifying(true)}>Verify chain</Button>
            </>
          ),
        })}
      />
      {mayRead ? (
        <AuditFilters
          state={state}
          onChange={(change) => void setState(change, { history: 'push' })}
          names={log.names}
          onClear={filtered ? clear : null}
        />
      ) : (
        me.isPending && <div className="min-h-12" />
      )}
      <p role="status" className="sr-only">
        {log.told}
      </p>
      <ListBoundary
        query={log.list}
        loading={<LoadingRows label="Loading events" />}
        isEmpty={() => log.events.length === 0 && !log.list.hasNextPage}
        isFiltered={filtered}
        empty={
          <EmptyState
            title="No events"
            description="Every change and every sign-in will stand here, and stays."
          />
        }
        noMatch={<NoMatch noun="events" by="filters" onClear={clear} />}
      >
        {() => (
          <div ref={log.region}>
            {log.waiting > 0 && (
              <div className="pointer-events-none sticky top-2 z-20 flex h-0 justify-center">
                <Button size="sm" className="pointer-events-auto shadow-float" onClick={log.show}>
                  {log.waiting === 1 ? '1 new event' : `${log.waiting} new events`}
                </Button>
              </div>
            )}
            <AuditTable
              events={log.events}
              open={event}
              arrived={log.arrived}
              onOpen={(id) => void setState({ event: id }, { history: 'push' })}
            />
            <SearchedBack
              shown={log.events.length}
              searchedTo={log.searchedTo}
              hasMore={log.list.hasNextPage}
              loading={log.list.isFetchingNextPage}
              onMore={() => void log.list.fetchNextPage()}
            />
          </div>
        )}
      </ListBoundary>
      {mayRead && event && (
        <EventPanel
          eventId={event}
          onClose={() => void setState({ event: null })}
          onNarrow={(change) => void setState({ ...change, event: null }, { history: 'push' })}
        />
      )}
      {verifying && <VerifyDialog onClose={() => setVerifying(false)} />}
    </>
  )
}
