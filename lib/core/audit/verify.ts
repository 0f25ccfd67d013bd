import type { AuditFaultKind } from '#lib/contracts/audit.ts'
import { type LinkedEvent, linkHash } from './chain.ts'

/*
 * Holds a log against its own chain. Nothing here knows a database, an environment or a secret: the log and the checkpoints that
 * somebody kept are all that it takes.
 */

/** The first thing wrong with a log. */
export interface Fault {
  kind: AuditFaultKind
  /** The place in the chain that is not as it was written: the first that is not, where the log itself can show that. */
  seq: string
  /** The event found in that place; null where there is none. */
  eventId: string | null
  /** A sentence for people. */
  message: string
}

/** An event that was verified. */
export interface Place {
  seq: string
  at: string
  hash: string
}

/** How far a log has been verified: what is needed to go on from there. */
export interface Progress {
  organizationId: string | null
  events: number
  first: Place | null
  last: Place | null
}

/** What somebody knows of the log from elsewhere: the event in that place has this hash. */
export interface Attested {
  seq: string
  hash: string
  at: string
}

interface Options {
  /** Whose log it is to be; else it is that of its first event. */
  organizationId?: string
  /** Where another verifier stopped. */
  from?: Progress
  /** Genuine checkpoints, in any order. */
  attested?: readonly Attested[]
}

/**
 * Verifies events one after another, in the order of the log. The first fault ends it: what follows an event that is not what was
 * written says nothing.
 */
export class ChainVerifier {
  readonly #progress: Progress
  readonly #attested: Attested[]
  /** The newest checkpoint that agreed with the log. */
  agreed: Attested | null = null

  constructor({ organizationId, from, attested = [] }: Options = {}) {
    this.#progress = from
      ? { ...from }
      : { organizationId: organizationId ?? null, events: 0, first: null, last: null }
    const reached = this.#last
    this.#attested = attested
      .filter(({ seq }) => BigInt(seq) > reached)
      .toSorted((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? -1 : 1))
  }

  get progress(): Progress {
    return { ...this.#progress }
  }

  get #last(): bigint {
    return BigInt(this.#progress.last?.seq ?? 0)
  }

  /** The next event of the log. @returns what is wrong with it; null where nothing is */
  take(event: LinkedEvent): Fault | null {
    const progress = this.#progress
    const place = this.#last + 1n
    const fault = (kind: AuditFaultKind, message: string): Fault => ({
      kind,
      seq: String(place),
      eventId: event.id,
      message,
    })
    progress.organizationId ??= event.organizationId
    if (event.organizationId !== progress.organizationId)
      return fault('foreign', `In the place of event ${place} stands one of another organization.`)
    const seq = BigInt(event.seq)
    if (seq > place)
      return { ...fault('missing', `Event ${place} is missing: the next is ${seq}.`), eventId: null }
    if (seq < 1n) return fault('inserted', `Before event 1 stands an event that was never written.`)
    if (seq < place) return fault('duplicate', `In the place of event ${place} stands another event ${seq}.`)
    const before = progress.last?.hash ?? ''
    if (event.prevHash !== before)
      return fault(
        'unlinked',
        `Event ${place} does not follow the event ${place - 1n} that stands before it.`,
      )
    if (event.hash !== linkHash(before, event))
      return fault('altered', `Event ${place} is not what was written: its hash does not fit what it says.`)
    const rewritten = this.#against(event)
    if (rewritten) return rewritten
    const here = { seq: event.seq, at: event.at, hash: event.hash }
    progress.first ??= here
    progress.last = here
    progress.events += 1
    return null
  }

  /** Holds an event against the checkpoints of its place. */
  #against(event: LinkedEvent): Fault | null {
    while (this.#attested[0]?.seq === event.seq) {
      const attested = this.#attested[0]
      if (attested.hash !== event.hash) {
        const since = this.agreed ? `after event ${this.agreed.seq}, which agrees` : 'at or before it'
        return {
          kind: 'rewritten',
          seq: event.seq,
          eventId: event.id,
          message: `Event ${event.seq} is not the one that the checkpoint of ${attested.at} attests: the log was rewritten, ${since}.`,
        }
      }
      this.agreed = attested
      this.#attested.shift()
    }
    return null
  }

  /**
   * The log has no more events.
   * @param head what the organization remembers of its last event, where that is known
   */
  end(head?: { seq: string; hash: string }): Fault | null {
    const last = this.#last
    const next = String(last + 1n)
    const beyond = this.#attested.at(-1)
    if (beyond)
      return {
        kind: 'truncated',
        seq: next,
        eventId: null,
        message: `The log ends at event ${last}, and a checkpoint of ${beyond.at} attests ${beyond.seq}.`,
      }
    if (!head) return null
    if (BigInt(head.seq) > last)
      return {
        kind: 'truncated',
        seq: next,
        eventId: null,
        message: `The log ends at event ${last}, and there were ${head.seq}.`,
      }
    if (BigInt(head.seq) < last)
      return {
        kind: 'inserted',
        seq: String(BigInt(head.seq) + 1n),
        eventId: null,
        message: `The log goes on to event ${last}, and ${head.seq} were written.`,
      }
    if (head.hash !== (this.#progress.last?.hash ?? ''))
      return {
        kind: 'rewritten',
        seq: head.seq,
        eventId: null,
        message: `Event ${head.seq} is not the one that was written last: the log was rewritten, at or before it.`,
      }
    return null
  }
}
