import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import { toast } from '#components/ui/toast-store.ts'
import type { CallReply } from '#lib/client/call.ts'
import { operationKey, useMutate } from '#lib/client/query.ts'
import {
  countUnreadNotices,
  type InboxNotice,
  listNotices,
  markAllNotices,
  markNotice,
} from '#lib/contracts/inbox.ts'
import type { NoticeName } from '#lib/contracts/notices.ts'

const reads = [listNotices, countUnreadNotices]

type Pages = InfiniteData<CallReply<typeof listNotices>>

/** Shows notices as read, or one as unread, in every list there is. @returns the way back */
function show(cache: QueryClient, change: (notice: InboxNotice) => InboxNotice): () => void {
  const lists = cache.getQueriesData<Pages>({ queryKey: operationKey(listNotices) })
  cache.setQueriesData<Pages>(
    { queryKey: operationKey(listNotices) },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({ ...page, items: page.items.map(change) })),
      },
  )
  return () => {
    for (const [queryKey, before] of lists) cache.setQueryData(queryKey, before)
  }
}

/** Marks notices; shown at once, and taken back with a word where the server refuses. */
export function useMarking() {
  const one = useMutate(markNotice, {
    invalidates: reads,
    optimistic: (cache, { input }) =>
      show(cache, (notice) =>
        notice.id === input.noticeId
          ? { ...notice, readAt: input.read ? new Date().toISOString() : null }
          : notice,
      ),
    onError: (error) => toast.error('The notice stays as it was', { description: error.message }),
  })
  const all = useMutate(markAllNotices, {
    invalidates: reads,
    onError: (error) => toast.error('The notices stay as they were', { description: error.message }),
  })
  return {
    mark: (noticeId: string, read: boolean) => one.mutate({ input: { noticeId, read } }),
    /** @param upTo the latest notice that is shown: what came since is not marked unseen */
    markAll: (upTo: string, type: readonly NoticeName[]) =>
      all.mutate({ input: { upTo, ...(type.length > 0 && { type: [...type] }) } }),
    markingAll: all.isPending,
  }
}
