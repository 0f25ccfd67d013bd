import { useOperation } from '#lib/client/query.ts'
import { countUnreadNotices } from '#lib/contracts/inbox.ts'

/** Milliseconds between looks at what has come, while the page is looked at. */
const every = 30_000

/**
 * How many notices are unread, as the bell shows it; null: none, or not known yet.
 * @param enabled whether there is an organization to have them of
 */
export function useUnread(enabled: boolean): string | null {
  const { data } = useOperation(countUnreadNotices, {}, { enabled, refreshEvery: every })
  if (!data || data.count === 0) return null
  return data.more ? `${data.count}+` : String(data.count)
}
