import { useEffect, useRef, useState } from 'react'
import { type CallInput, call } from '#lib/client/call.ts'
import { type AuditEvent, listAuditEvents } from '#lib/contracts/audit.ts'

/** Milliseconds between two questions, and after one that failed. */
const pace = 2_500
const patience = 10_000

export type TailState = 'off' | 'following' | 'failing'

interface Options {
  /** null: not following. */
  query: Omit<CallInput<typeof listAuditEvents>, 'cursor' | 'limit' | 'after'> | null
  /** How far the log is known, as one begins to follow; undefined: not known yet. */
  head: string | undefined
  /** The newest first. */
  onEvents: (events: readonly AuditEvent[]) => void
  /** More came at once than is worth adding up: the list is to be read anew. */
  onFlood: () => void
}

/**
 * Follows the log: asks every few seconds for what came after the head it knows. Plain requests, which every proxy lets
 * through; none while the page is hidden, and what came meanwhile is asked for as it is seen again.
 */
export function useLiveTail({ query, head, onEvents, onFlood }: Options): TailState {
  const [failing, setFailing] = useState(false)
  const on = useRef({ onEvents, onFlood })
  on.current = { onEvents, onFlood }
  const asked = query && JSON.stringify(query)
  const start = useRef(head)
  start.current = head
  const isKnown = head !== undefined
  useEffect(() => {
    if (asked === null || !isKnown) return
    let after = start.current ?? '0'
    let timer: ReturnType<typeof setTimeout> | undefined
    let asking = false
    const gone = new AbortController()
    const ask = async () => {
      timer = undefined
      if (asking || document.visibilityState === 'hidden') return
      asking = true
      try {
        const input = { ...(JSON.parse(asked) as NonNullable<typeof query>), after, limit: 100 }
        const {
          items,
          nextCursor,
          head: reached,
        } = await call(listAuditEvents, input, { signal: gone.signal })
        if (gone.signal.aborted) return
        setFailing(false)
        after = reached
        if (nextCursor) on.current.onFlood()
        else if (items.length > 0) on.current.onEvents(items)
        timer = setTimeout(ask, pace)
      } catch {
        if (gone.signal.aborted) return
        setFailing(true)
        timer = setTimeout(ask, patience)
      } finally {
        asking = false
      }
    }
    const seen = () => {
      if (document.visibilityState === 'visible' && timer === undefined) void ask()
    }
    document.addEventListener('visibilitychange', seen)
    timer = setTimeout(ask, pace)
    return () => {
      gone.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [asked, isKnown])
  if (asked === null) return 'off'
  return failing ? 'failing' : 'following'
}
