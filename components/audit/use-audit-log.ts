import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { CallInput } from '#lib/client/call.ts'
import { useInfinite } from '#lib/client/query.ts'
import { type AuditEvent, listAuditEvents } from '#lib/contracts/audit.ts'
import { type TailState, useLiveTail } from './use-live-tail.ts'

type Query = Omit<CallInput<typeof listAuditEvents>, 'cursor' | 'limit' | 'after'>

/** Pages that are read on without being asked, where filters leave little of each. */
const unasked = 5
/** Events that a screen shows. */
const aScreen = 20

/** What came in while one followed. */
interface Arrivals {
  of: string
  shown: readonly AuditEvent[]
  waiting: readonly AuditEvent[]
}

export interface AuditLog {
  list: ReturnType<typeof useInfinite<typeof listAuditEvents>>
  events: readonly AuditEvent[]
  arrived: ReadonlySet<string>
  /** Events that wait to be shown, because somebody reads. */
  waiting: number
  show: () => void
  tail: TailState
  /** For screen readers: what has come. */
  told: string
  /** How far back the list has looked; null: to the beginning. */
  searchedTo: string | null
  /** Names by ids, of what is shown. */
  names: ReadonlyMap<string, string>
  /** Around the list: whether somebody reads in it decides whether new events may move it. */
  region: RefObject<HTMLDivElement | null>
}

/** The log as the page shows it: what was read, page by page, and above it what came in since. */
export function useAuditLog(query: Query, { enabled, live }: { enabled: boolean; live: boolean }): AuditLog {
  const list = useInfinite(listAuditEvents, query, { enabled, keepPrevious: true })
  const of = JSON.stringify(query)
  const region = useRef<HTMLDivElement>(null)
  const [arrivals, setArrivals] = useState<Arrivals>({ of, shown: [], waiting: [] })
  const current = arrivals.of === of ? arrivals : { of, shown: [], waiting: [] }
  const pages = list.data?.pages ?? []
  const read = pages.flatMap((page) => page.items)

  const tail = useLiveTail({
    query: live && enabled ? query : null,
    head: pages[0]?.head,
    onEvents: (items) =>
      setArrivals((before) => {
        const since = before.of === of ? before : { of, shown: [], waiting: [] }
        return isRead(region.current)
          ? { ...since, waiting: [...items, ...since.waiting] }
          : { of, shown: [...items, ...since.waiting, ...since.shown], waiting: [] }
      }),
    onFlood: () => {
      setArrivals({ of, shown: [], waiting: [] })
      void list.refetch()
    },
  })
  const show = () => setArrivals(({ shown, waiting }) => ({ of, shown: [...waiting, ...shown], waiting: [] }))

  const known = new Set<string>()
  const events = [...current.shown, ...read].filter(({ id }) => !known.has(id) && known.add(id))

  // Where filters leave little, a page may be nearly empty: go on by oneself, for a while.
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage } = list
  const goesOn =
    hasNextPage &&
    !isFetchingNextPage &&
    !isPlaceholderData &&
    pages.length < unasked &&
    read.length < aScreen
  useEffect(() => {
    if (goesOn) void fetchNextPage()
  }, [goesOn, fetchNextPage])

  const came = current.shown.length + current.waiting.length
  return {
    list,
    events,
    arrived: useMemo(() => new Set(current.shown.map(({ id }) => id)), [current.shown]),
    waiting: current.waiting.length,
    show,
    tail,
    told: came === 0 ? '' : `${came} new ${came === 1 ? 'event' : 'events'}`,
    searchedTo: pages.at(-1)?.searchedTo ?? null,
    names: namesIn(events),
    region,
  }
}

/** True where somebody reads the list, so that it must not move: scrolled down, pointing at a row or with the focus in one. */
function isRead(region: HTMLElement | null): boolean {
  if (!region) return false
  return (
    region.getBoundingClientRect().top < 0 ||
    region.matches(':hover') ||
    region.contains(document.activeElement)
  )
}

function namesIn(events: readonly AuditEvent[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { actor, target, project } of events) {
    if (actor.id) names.set(actor.id, actor.name)
    if (!names.has(target.id)) names.set(target.id, target.name)
    if (project) names.set(project.id, project.name)
  }
  return names
}
