import type { Db } from '#lib/core/context.ts'
import { type Claimed, claimDue } from '#lib/core/webhooks/claim.ts'
import { messageOf } from '#lib/core/webhooks/message.ts'
import { type Outcome, settle, succeeded } from '#lib/core/webhooks/settle.ts'
import { hostOf } from '#lib/core/webhooks/target.ts'
import { log } from '#lib/log.ts'
import type { Resolve } from './resolve.ts'
import { send } from './send.ts'

export interface DeliverOptions {
  db: Db
  /** Milliseconds that a receiver has to answer. */
  timeout?: number
  /** Seconds after which another process may take what this one has claimed; beyond what sending and settling take together. */
  leaseSeconds?: number
  /** How many are in flight at a time, of all endpoints and of one. */
  total?: number
  perEndpoint?: number
  resolve?: Resolve
}

const usual = { timeout: 15_000, leaseSeconds: 60, total: 32, perEndpoint: 4 }

/** Sends deliveries as they fall due, so many at a time. */
export interface Deliverer {
  /** Claims what is due and there is room for, and begins to send it. @returns how many */
  turn(): Promise<number>
  /** How many are in flight. */
  inFlight(): number
  /** Resolves when one that is in flight has been settled; at once where none is. */
  oneSettled(): Promise<void>
}

export function makeDeliverer(options: DeliverOptions): Deliverer {
  const { db, resolve } = options
  const { timeout, leaseSeconds, total, perEndpoint } = { ...usual, ...options }
  const sending = new Set<Promise<void>>()
  const perEndpointNow = new Map<string, number>()
  const count = (endpointId: string, by: number) => {
    const next = (perEndpointNow.get(endpointId) ?? 0) + by
    if (next === 0) perEndpointNow.delete(endpointId)
    else perEndpointNow.set(endpointId, next)
  }

  const deliver = async (claimed: Claimed) => {
    try {
      await settle(db, claimed, await attempt(claimed, timeout, resolve))
    } catch (err) {
      // The claim runs out, and whoever has it next sends it again.
      log.warn({ err, delivery: claimed.id }, 'what came of a webhook could not be written down')
    }
  }

  return {
    async turn() {
      const room = total - sending.size
      if (room <= 0) return 0
      const claimed = await claimDue(db, { total: room, perEndpoint, inFlight: perEndpointNow, leaseSeconds })
      for (const one of claimed) {
        count(one.endpointId, 1)
        const running: Promise<void> = deliver(one).finally(() => {
          sending.delete(running)
          count(one.endpointId, -1)
        })
        sending.add(running)
      }
      return claimed.length
    },
    inFlight: () => sending.size,
    oneSettled: async () => {
      if (sending.size > 0) await Promise.race(sending)
    },
  }
}

/** Sends a claimed delivery once. */
async function attempt(claimed: Claimed, timeout: number, resolve: Resolve | undefined): Promise<Outcome> {
  const at = new Date()
  const message = messageOf(claimed, at)
  if (!message)
    return {
      at,
      duration: 0,
      status: null,
      error: 'The signing secret cannot be read any more; rotate it',
      body: '',
      retryAfter: null,
    }
  const outcome = await send(claimed.url, message, { timeout, ...(resolve && { resolve }) })
  if (!succeeded(outcome)) {
    const { status, error } = outcome
    const host = hostOf(new URL(claimed.url))
    log.info({ delivery: claimed.id, endpoint: claimed.endpointId, host, status, error }, 'a webhook failed')
  }
  return outcome
}

/** Sends whatever is due, and returns when nothing is and all that was begun is settled. */
export async function deliverDue(options: DeliverOptions): Promise<void> {
  const deliverer = makeDeliverer(options)
  for (;;) {
    const begun = await deliverer.turn()
    if (begun > 0) continue
    if (deliverer.inFlight() === 0) return
    await deliverer.oneSettled()
  }
}
