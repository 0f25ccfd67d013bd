/*
 * When a change is known everywhere: the waiting side of the protocol whose other side is `lib/gate/lease.ts`. Pure;
 * connections and clocks are `confirmer.ts`'s.
 */

/** A node that has a lease, as the database has it. */
export interface NodeRow {
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
 * Whom a change still waits for: those that hold a lease at a look taken after the commit, and have not acknowledged it. A
 * node that is not there had no lease when the look was taken. It knows nothing from before the change: it
 * begins empty, and reads what was committed.
 * @param nodes every node but those whose lease has been taken away because it ran out
 */
export function awaited(nodes: readonly NodeRow[], acknowledged: ReadonlySet<string>): NodeRow[] {
  return nodes.filter(({ id }) => !acknowledged.has(id))
}
