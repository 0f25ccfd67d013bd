/*
 * When a node may answer from memory. A pure state machine: what happened goes in, the next state and what to do come
 * out; connections, clocks and memory are `node.ts`'s.
 *
 * The promise that it keeps, together with `core/changes/confirmation.ts`: once the verb that changed a key has answered,
 * no node gives an answer, to a question asked after that, from what it knew before the change.
 *
 * - The node LISTENs before it takes its lease, on one connection. So whatever commits after it began to listen, it
 *   hears; and what committed before, every look-up of the lease's time sees.
 * - A change waits until the node has said that it dropped what the change names, or until it has taken the lease
 *   away from the node in the database. The node's own lease ends sooner: it counts from the sending of the renewal.
 * - A look-up that was under way while a change was heard may have read the state before it: it is answered to those
 *   who asked before, and not kept.
 *
 * Source: Gray and Cheriton, Leases: An Efficient Fault-Tolerant Mechanism for Distributed File Cache Consistency (1989).
 */

/** One reading of this process's clocks, in milliseconds. */
export interface Instant {
  /** Never steps back, but stands still while the machine is suspended. */
  mono: number
  /** Goes on while the machine is suspended, but may be set. Only where both agree does a lease count. */
  wall: number
}

/** Milliseconds. */
export const leaseTerms = {
  /** How long a lease lasts in the database, from its renewal. */
  duration: 2_000,
  /** Between renewals. */
  renewal: 500,
  /** By how much sooner it ends here, for clocks that do not run at one speed. */
  margin: 100,
} as const

export interface Lease {
  /** away: not connected. joining: it listens, and has asked for a lease. member: it has one, or had it a moment ago. */
  phase: 'away' | 'joining' | 'member'
  /** Counts what spoils look-ups that are under way. */
  generation: number
  /** Until when memory counts, exclusive; null where it does not. */
  until: Instant | null
  /** Added to `mono`, the database's clock as it is now at the latest; 0 before the first renewal. */
  ahead: number
}

/** What a change says to nodes. */
export interface Notice {
  id: string
  /** The channel on which the change waits for acknowledgements. */
  reply: string
  /** What it touched; see `Scope` in `lib/db/notices.ts`. */
  scopes: readonly string[]
}

export type Effect =
  /** Forget everything. */
  | { do: 'clear' }
  /** Forget what the scopes name. */
  | { do: 'drop'; scopes: readonly string[] }
  /** Say that it is forgotten. After the dropping, never before. */
  | { do: 'acknowledge'; notice: Notice }
  /** Ask for a new lease. */
  | { do: 'join' }

export type Step = readonly [Lease, readonly Effect[]]

/** A node that has just started. */
export const outset: Lease = { phase: 'away', generation: 0, until: null, ahead: 0 }

/** The connection stands, and the server has confirmed LISTEN. */
export function connected(lease: Lease): Step {
  return [spoiled(lease, 'joining'), [{ do: 'clear' }, { do: 'join' }]]
}

/** The connection is gone, and with it, perhaps, notices: nothing that is remembered counts. */
export function lost(lease: Lease): Step {
  return [spoiled(lease, 'away'), [{ do: 'clear' }]]
}

/**
 * The database has granted or renewed the lease.
 * @param sent when this node sent the question: from then on, not from the answer, the time runs
 * @param databaseNow milliseconds since 1970, read by the database while it answered
 */
export function granted(lease: Lease, sent: Instant, databaseNow: number): Step {
  if (lease.phase === 'away') return [lease, []]
  const length = leaseTerms.duration - leaseTerms.margin
  const until = { mono: sent.mono + length, wall: sent.wall + length }
  return [{ ...lease, phase: 'member', until, ahead: databaseNow - sent.mono }, []]
}

/** The database no longer has this node's lease: it ran out there, and changes have not waited for this node. */
export function refused(lease: Lease): Step {
  if (lease.phase === 'away') return [lease, []]
  return [spoiled(lease, 'joining'), [{ do: 'clear' }, { do: 'join' }]]
}

/** A change was heard. Acknowledged also where there is no lease yet: there is nothing then that could be wrong. */
export function heard(lease: Lease, notice: Notice): Step {
  const next = { ...lease, generation: lease.generation + 1 }
  return [
    next,
    [
      { do: 'drop', scopes: notice.scopes },
      { do: 'acknowledge', notice },
    ],
  ]
}

function spoiled(lease: Lease, phase: Lease['phase']): Lease {
  return { ...lease, phase, generation: lease.generation + 1, until: null }
}

/** True where memory may answer a question that came in before `at` was read. */
export function mayAnswer({ until }: Lease, at: Instant): boolean {
  return until !== null && at.mono < until.mono && at.wall < until.wall
}

/** A look-up that may be remembered, if nothing comes between. */
export interface Fill {
  generation: number
}

/** Before the database is asked; null where the answer must not be remembered. */
export function beginFill(lease: Lease, at: Instant): Fill | null {
  return mayAnswer(lease, at) ? { generation: lease.generation } : null
}

/** Once the database has answered: true where nothing has come between. */
export function mayKeep(lease: Lease, fill: Fill | null): boolean {
  return fill !== null && fill.generation === lease.generation
}

/**
 * The database's time, in milliseconds since 1970: late by at most the journey of the last renewal and never early, so that a
 * key is refused a moment too soon rather than too late.
 */
export function databaseTime({ ahead }: Lease, at: Instant): number {
  return Math.floor(at.mono + ahead)
}
