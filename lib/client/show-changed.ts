import type { QueryClient } from '@tanstack/react-query'

/** What is known again by its id; a rung of the ladder by its level, a policy by whose it is. */
export type Identified = { id: string | number } | { level: number } | { scope: { id: string } }

type Data = { [name: string]: unknown }

const identity = (thing: Data): unknown => thing.id ?? thing.level ?? (thing.scope as Data | undefined)?.id

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null

/**
 * Shows a thing as a change has left it in what is known under a key, in lists, pages and by itself. Where one of them has less
 * of it than the answer, it gets no more.
 */
export function showChanged(cache: QueryClient, queryKey: readonly unknown[], changed: Identified): void {
  const now = changed as Data
  const asNow = (known: unknown): unknown => {
    if (Array.isArray(known)) return known.map(asNow)
    if (!isData(known)) return known
    if (known.pages) return { ...known, pages: asNow(known.pages) }
    if (known.items) return { ...known, items: asNow(known.items) }
    if (identity(known) !== identity(now)) return known
    return Object.fromEntries(
      Object.entries(known).map(([name, value]) => [name, name in now ? now[name] : value]),
    )
  }
  cache.setQueriesData({ queryKey }, asNow)
}
