'use client'

import { EmptyState } from '#components/shell/empty-state.tsx'
import { LoadingRows } from '#components/shell/loading-state.tsx'
import { NoMatch } from '#components/shell/no-match.tsx'
import { PageHeader } from '#components/shell/page-header.tsx'
import { ListBoundary } from '#components/shell/query-boundary.tsx'
import { Button } from '#components/ui/button.tsx'
import { LoadMore } from '#components/ui/pagination.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useMe } from '#lib/client/me.ts'
import { useInfinite } from '#lib/client/query.ts'
import { listNotices } from '#lib/contracts/inbox.ts'
import { EmptyTray } from './empty-tray.tsx'
import { useInboxState } from './inbox-state.ts'
import { NoticeList } from './notice-list.tsx'
import { PreferencesDialog } from './preferences-dialog.tsx'
import { TypeFilter } from './type-filter.tsx'
import { useMarking } from './use-marking.ts'

/** Milliseconds between looks at what has come, while the page is looked at. */
const every = 15_000

/** What one was told of in this organization. */
export function InboxPage() {
  const me = useMe()
  const [{ show, type, preferences }, setState] = useInboxState()
  const { mark, markAll, markingAll } = useMarking()
  const list = useInfinite(
    listNotices,
    {
      ...(show === 'unread' && { unread: 'true' as const }),
      ...(type.length > 0 && { type: type.join(',') }),
    },
    { enabled: me.data !== undefined, keepPrevious: true, refreshEvery: every },
  )
  const notices = list.data?.pages.flatMap((page) => page.items) ?? []
  const [latest] = notices
  const anyUnread = notices.some(({ readAt }) => readAt === null)
  return (
    <>
      <PageHeader
        title="Inbox"
        actions={
          <>
            <Button onClick={() => void setState({ preferences: true })}>Mail</Button>
            <Button disabled={!anyUnread || markingAll} onClick={() => latest && markAll(latest.id, type)}>
              Mark all as read
            </Button>
          </>
        }
      />
      <div className="flex min-h-12 items-center gap-2 border-b px-4 py-2 sm:px-7">
        <Segmented
          label="Show"
          size="sm"
          options={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread' },
          ]}
          value={show}
          onValueChange={(next) => void setState({ show: next })}
        />
        <TypeFilter
          chosen={type}
          onChange={(chosen) => void setState({ type: chosen.length > 0 ? chosen : null })}
        />
      </div>
      <ListBoundary
        query={list}
        loading={<LoadingRows label="Loading notices" rows={6} />}
        isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
        isFiltered={type.length > 0}
        empty={
          show === 'unread' ? (
            <EmptyState
              art={<EmptyTray />}
              title="All read"
              description="What comes next will stand here until you have seen it."
            />
          ) : (
            <EmptyState
              art={<EmptyTray />}
              title="Nothing has come yet"
              description="You are told here when a key of yours is about to expire, when somebody changes or revokes it, and when it is used in a way that it was not before."
            />
          )
        }
        noMatch={
          <NoMatch noun="notices" by="filters" onClear={() => void setState({ show: null, type: null })} />
        }
      >
        {() => (
          <>
            <NoticeList notices={notices} onMark={mark} />
            <LoadMore
              noun={notices.length === 1 ? 'notice' : 'notices'}
              shown={notices.length}
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          </>
        )}
      </ListBoundary>
      {preferences && <PreferencesDialog onClose={() => void setState({ preferences: null })} />}
    </>
  )
}
