'use client'

import { useSearchParams } from 'next/navigation'
import { useQueryStates } from 'nuqs'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { BarredCreate } from '#components/shell/barred-create.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { SearchField } from '#components/shell/search-field.tsx'
import { useMaking } from '#components/shell/use-making.ts'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { useDebounced } from '#lib/client/use-debounced.ts'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { listKeys } from '#lib/contracts/keys.ts'
import { BulkBar } from './bulk-bar.tsx'
import { offeredActions } from './bulk-words.ts'
import { CreateDialog } from './create-dialog.tsx'
import { createParsers, noCreate } from './create-prefill.ts'
import { KeyFilters } from './key-filters.tsx'
import { KeyTable } from './key-table.tsx'
import { isFiltered, listParsers, listQuery, noFilter } from './list-state.ts'
import { NoKeys } from './no-keys.tsx'
import { PostureStrip } from './posture-strip.tsx'
import { useKeyDialogs } from './use-key-dialogs.ts'
import { useListKeyboard } from './use-list-keyboard.ts'
import { useRowUsage } from './use-row-usage.ts'
import { useSelection } from './use-selection.ts'

/** The list of keys. `context` stands after the title: the project that is looked at. */
export function KeysPage({ context }: { context: ReactNode }) {
  const me = useMe()
  const revealOnceClosed = useRevealOnceClosed()
  const [state, setState] = useQueryStates(listParsers)
  const [create, setCreate] = useQueryStates(createParsers)
  const actions = useMemo(() => offeredActions(me.data), [me.data])
  const selection = useSelection()

  const projectId = me.data && (me.data.project?.id ?? null)
  const q = useDebounced(state.q)
  const list = useInfinite(listKeys, listQuery({ ...state, q }, projectId ?? null, Date.now()), {
    enabled: me.data !== undefined,
    keepPrevious: true,
    refreshEvery: 60_000,
  })
  const pages = list.data?.pages ?? []
  const keys = pages.flatMap((page) => page.items)
  const usage = useRowUsage(pages)
  useListKeyboard((id) => {
    const key = keys.find((one) => one.id === id)
    if (key && actions.length > 0) selection.toggle(key)
  })

  const { offered, refusal } = useMaking()
  const openCreate = offered ? () => void setCreate({ create: true }, { history: 'push' }) : null
  return (
    <>
      <PageHeader
        title="Keys"
        context={context}
        search={
          <SearchField
            label="Search name, owner, start of key"
            value={state.q}
            onValueChange={(q) => void setState({ q })}
          />
        }
        actions={
          openCreate &&
          (refusal ? (
            <BarredCreate refusal={refusal} />
          ) : (
            <Button variant="primary" onClick={openCreate}>
              Create key
            </Button>
          ))
        }
      />
      <PostureStrip projectId={projectId} />
      <KeyFilters state={state} onChange={(change) => void setState(change)} />
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading keys" />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={isFiltered({ ...state, q: state.q || q }) || list.isPlaceholderData}
        empty={<NoKeys onCreate={openCreate} refusal={refusal} />}
        noMatch={<NoMatch noun="keys" onClear={() => void setState(noFilter)} />}
      >
        {() => (
          <>
            <KeyTable keys={keys} usage={usage} selection={actions.length > 0 ? selection : null} />
            <LoadMore
              noun="keys"
              shown={keys.length}
              {...(pages[0]?.total === undefined ? {} : { total: pages[0].total })}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      <BulkBar actions={actions} selection={selection} shown={keys} />
      {create.create && openCreate && (
        <CreateDialog
          prefill={create}
          onClose={() => void setCreate(noCreate)}
          onIssued={(key) => {
            revealOnceClosed(key)
            void setCreate(noCreate)
          }}
        />
      )}
    </>
  )
}

/**
 * Shows a new key's secret once the address no longer opens the dialog it was made in: the reveal lays an entry of its own
 * onto the history, and what is still on its way into the address would be lost under it.
 */
function useRevealOnceClosed(): (key: ApiKeyDetail) => void {
  const { reveal } = useKeyDialogs()
  const [issued, setIssued] = useState<ApiKeyDetail | null>(null)
  const closed = !useSearchParams().has('create')
  useEffect(() => {
    if (issued === null || !closed) return
    setIssued(null)
    reveal(issued, 'created')
  }, [issued, closed, reveal])
  return setIssued
}
