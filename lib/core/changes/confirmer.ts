import { randomUUID } from 'node:crypto'
import { type Listening, openListening } from '#lib/db/listen.ts'
import { changeChannel, readAcknowledgement, type Scope } from '#lib/db/notices.ts'
import { counters } from '#lib/gate/counters.ts'
import { log } from '#lib/log.ts'
import { onShutdown } from '#lib/shutdown.ts'
import { awaited, confirmationTerms, type NodeRow, remaining } from './confirmation.ts'

/** Since when a change is in effect everywhere. */
export interface Effective {
  /** How many nodes have said so. */
  nodes: number
  /** Milliseconds from the commit until the last of them had. */
  ms: number
  /** Nodes that renewed their lease and said nothing; empty where all is well. */
  unconfirmed: NodeRow[]
}

/** A change that is about to be committed. */
export interface Announcement {
  /** The payload of the notice. */
  payload: string
  /** Call it after the commit: resolves when the change is in effect everywhere, or patience is out. Never rejects. */
  confirmed(): Promise<Effective>
  /** The transaction failed. */
  withdraw(): void
}

/** Tells nodes of changes and waits for them. One in a process. */
export interface Confirmer {
  /** Prepares to hear acknowledgements. The log names the request that they are for. @throws what `pg` throws: then the change must not be committed */
  announce(scopes: readonly Scope[], requestId: string): Promise<Announcement>
  close(): Promise<void>
}

interface Expectation {
  requestId: string
  acknowledged: Set<string>
  /** Wakes whoever waits. */
  wake: () => void
}

/** Takes away what has run out, so that no renewal that is under way can bring it back, and gives what is left. */
const look = `
  with lapsed as (delete from gate_node where lease_until <= clock_timestamp() returning id)
  select id, name from gate_node where id not in (select id from lapsed)`

function makeConfirmer(): Confirmer {
  /** The channel of this process alone, so that nobody else is woken by what is for it. */
  const reply = `latchwork_ack_${randomUUID().replaceAll('-', '')}`
  const expected = new Map<string, Expectation>()
  let opening: Promise<Listening> | null = null

  function listening(): Promise<Listening> {
    if (opening) return opening
    const mine = openListening(reply, onNotice, (error) => {
      log.debug({ err: error }, 'the connection for acknowledgements was lost')
      if (opening === mine) opening = null
    })
    opening = mine
    mine.catch(() => {
      if (opening === mine) opening = null
    })
    return mine
  }

  function onNotice(payload: string): void {
    const said = readAcknowledgement(payload)
    const expectation = said && expected.get(said.changeId)
    if (!expectation) return
    expectation.acknowledged.add(said.nodeId)
    expectation.wake()
  }

  /** The first acknowledgement after this, or the time. */
  function woken(expectation: Expectation, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      expectation.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function confirm(id: string, payload: string, expectation: Expectation): Promise<Effective> {
    const { requestId } = expectation
    const begun = performance.now()
    const { acknowledged } = expectation
    let nodes: NodeRow[] | null = null
    let lookAt = begun
    let tellAt = begun + confirmationTerms.again
    for (;;) {
      const now = performance.now()
      try {
        if (now >= lookAt) {
          lookAt = now + confirmationTerms.poll
          const { rows } = await (await listening()).query<NodeRow>(look)
          nodes = remaining(nodes, rows)
        }
        if (now >= tellAt) {
          tellAt = now + confirmationTerms.again
          await (await listening()).query('select pg_notify($1, $2)', [changeChannel, payload])
        }
      } catch (error) {
        // The change is committed; whether it is known everywhere can still be learnt while there is patience.
        log.debug({ err: error, requestId, change: id }, 'could not ask who knows of a change')
      }
      const waiting = nodes && awaited(nodes, acknowledged)
      const ms = Math.round((performance.now() - begun) * 10) / 10
      if (waiting?.length === 0) return { nodes: acknowledged.size, ms, unconfirmed: [] }
      if (ms >= confirmationTerms.patience) {
        log.error(
          { requestId, change: id, nodes: waiting },
          'a change is committed and not confirmed by every node',
        )
        const unknown = [{ id: '', name: 'the database did not say' }]
        return { nodes: acknowledged.size, ms, unconfirmed: waiting ?? unknown }
      }
      await woken(expectation, Math.max(1, Math.min(lookAt, tellAt) - performance.now()))
    }
  }

  return {
    async announce(scopes, requestId) {
      await listening()
      const id = randomUUID()
      const expectation: Expectation = { requestId, acknowledged: new Set(), wake: () => {} }
      expected.set(id, expectation)
      const payload = JSON.stringify({ id, reply, scopes })
      return {
        payload,
        async confirmed() {
          const effective = await confirm(id, payload, expectation)
          expected.delete(id)
          const { changes } = counters()
          changes.durations.observe(effective.ms / 1_000)
          if (effective.unconfirmed.length > 0) changes.unconfirmed += 1
          return effective
        },
        withdraw: () => void expected.delete(id),
      }
    },
    async close() {
      const mine = opening
      opening = null
      await mine?.then((open) => open.close()).catch(() => {})
    },
  }
}

declare global {
  var latchworkConfirmer: Confirmer | undefined
}

/** This process's confirmer: one, however many copies of this module a bundler makes. */
export function confirmer(): Confirmer {
  if (!globalThis.latchworkConfirmer) {
    const made = makeConfirmer()
    globalThis.latchworkConfirmer = made
    onShutdown('confirmer', () => {
      globalThis.latchworkConfirmer = undefined
      return made.close()
    })
  }
  return globalThis.latchworkConfirmer
}
