/*
 * When a change is known everywhere: the waiting side of the protocol whose other side is `lib/gate/lease.ts`. Pure;
 * connections and clocks are `confirmer.ts`'s.
 */

/** A node that has a lease, as the database has it. */
export interface NodeRow {
  /** Of the lease: a node that connects anew has another. */
  id: string
  /** The host and process. */
  name: string
}

/** Milliseconds. */
export const confirmationTerms = {
  /** Between looks at the leases. */
  poll: 100,
  /** After this long a node that has not answered is told again: it may have begun to listen after the commit. */
  again: 100,
  /** A node that renews its lease and says nothing is waited for this long. */
  patience: 5_000,
} as const

/**
 * The nodes of the first look that have been there at each look since. Whoever was missing at a look taken after the commit
 * had no lease then, and knows nothing from before the change: it begins empty, and reads what was committed. So a change
 * does not wait for nodes that came after it, nor for one that has connected anew, whatever becomes of them.
 * @param before what this gave for the looks so far; null before the first
 * @param look every node but those whose lease has been taken away because it ran out
 */
export function remaining(before: readonly NodeRow[] | null, look: readonly NodeRow[]): NodeRow[] {
  if (before === null) return [...look]
  const there = new Set(look.map(({ id }) => id))
  return before.filter(({ id }) => there.has(id))
}

/** Whom a change still waits for: who remains and has not acknowledged it. */
export function awaited(nodes: readonly NodeRow[], acknowledged: ReadonlySet<string>): NodeRow[] {
  return nodes.filter(({ id }) => !acknowledged.has(id))
}
