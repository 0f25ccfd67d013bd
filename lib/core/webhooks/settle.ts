import { v7 as uuidv7 } from 'uuid'
import { failingDays, retryGaps, testType } from '#lib/contracts/webhooks.ts'
import { record } from '../audit/record.ts'
import type { Db } from '../context.ts'
import { asServer } from '../system.ts'
import { type Tx, transaction } from '../transaction.ts'
import type { Claimed } from './claim.ts'
import { giveUpPending } from './give-up.ts'
import { endpointName } from './target.ts'

/** What came of an attempt. */
export interface Outcome {
  /** When it was begun. */
  at: Date
  /** Milliseconds. */
  duration: number
  /** The answer's; null where none came. */
  status: number | null
  /** Why it failed, where the status does not say it. */
  error: string | null
  /** The beginning of the answer's body. */
  body: string
  /** Seconds that a receiver which is busy asked to be left alone for. */
  retryAfter: number | null
}

/** The longest that a receiver may put an attempt off, in seconds. */
const longestRetryAfter = 12 * 3600

/**
 * Writes down an attempt and what follows from it: it is over, is tried again later, or is given up; the endpoint works, fails, or is
 * disabled.
 *
 * A claim that has run out meanwhile settles nothing but a success: what another process does now is its own.
 * @param random 0 to 1, for tests
 */
export async function settle(
  db: Db,
  claimed: Claimed,
  outcome: Outcome,
  random: () => number = Math.random,
): Promise<void> {
  const { id: deliveryId, endpointId } = claimed
  await transaction(asServer(db, claimed.organizationId, 'Webhooks'), async (tx) => {
    // The endpoint before its deliveries, in the order in which whoever changes it locks them.
    const [endpoint] = await tx.db.$queryRaw<EndpointLocked[]>`
      SELECT url, project_id AS "projectId", enabled, failing_since AS "failingSince",
        date_trunc('milliseconds', clock_timestamp()) AS now
      FROM webhook_endpoint WHERE id = ${endpointId}::uuid FOR UPDATE`
    if (!endpoint) return
    const { at, duration, status, error, body } = outcome
    const written = await tx.db.$executeRaw`
      INSERT INTO webhook_attempt (id, delivery_id, at, duration, status, error, body)
      SELECT ${uuidv7()}::uuid, id, ${at}::timestamptz, ${Math.round(duration)}::int, ${status}::smallint, ${error}::text, ${body}::text
      FROM webhook_delivery WHERE id = ${deliveryId}::uuid`
    if (written === 0) return
    if (succeeded(outcome)) return delivered(tx, claimed)
    const held = await failed(tx, claimed, gapAfter(claimed, outcome, random))
    if (!held || claimed.type === testType) return
    const failingSince = endpoint.failingSince ?? at
    await tx.db.$executeRaw`
      UPDATE webhook_endpoint SET failing_since = ${failingSince}::timestamptz WHERE id = ${endpointId}::uuid`
    if (!endpoint.enabled) return
    const days = (endpoint.now.getTime() - failingSince.getTime()) / 86_400_000
    if (status === 410) await disable(tx, claimed, endpoint, 'gone')
    else if (days >= failingDays) await disable(tx, claimed, endpoint, 'failing')
  })
}

interface EndpointLocked {
  url: string
  projectId: string | null
  enabled: boolean
  failingSince: Date | null
  now: Date
}

export const succeeded = ({ status, error }: Pick<Outcome, 'status' | 'error'>) =>
  status !== null && error === null && status >= 200 && status < 300

async function delivered(tx: Tx, { id, endpointId }: Claimed): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE webhook_delivery SET state = 'delivered', attempts = attempts + 1, next_at = NULL,
      delivered_at = coalesce(delivered_at, clock_timestamp())
    WHERE id = ${id}::uuid`
  await tx.db.$executeRaw`
    UPDATE webhook_endpoint SET failing_since = NULL
    WHERE id = ${endpointId}::uuid AND failing_since IS NOT NULL`
}

/**
 * @param gap seconds until it is tried again; null: it is given up
 * @returns false where the claim had run out, or the delivery was given up meanwhile
 */
async function failed(tx: Tx, { id, lease }: Claimed, gap: number | null): Promise<boolean> {
  const held = await tx.db.$executeRaw`
    UPDATE webhook_delivery SET attempts = attempts + 1,
      state = ${gap === null ? 'failed' : 'pending'}::delivery_state,
      next_at = clock_timestamp() + make_interval(secs => ${gap}::float8)
    WHERE id = ${id}::uuid AND next_at = ${lease}::timestamptz`
  return held > 0
}

/** Seconds until the next attempt: the schedule's, a tenth more or less, or what the receiver asks for where that is longer. */
function gapAfter(
  { attempts, type }: Claimed,
  { status, retryAfter }: Outcome,
  random: () => number,
): number | null {
  const gap = type === testType || status === 410 ? undefined : retryGaps[attempts]
  if (gap === undefined) return null
  const scattered = gap * (0.9 + 0.2 * random())
  const asked = status === 429 || status === 503 ? (retryAfter ?? 0) : 0
  return Math.max(scattered, Math.min(asked, longestRetryAfter))
}

async function disable(
  tx: Tx,
  { endpointId }: Claimed,
  { url, projectId, failingSince }: EndpointLocked,
  reason: 'failing' | 'gone',
): Promise<void> {
  await giveUpPending(tx, endpointId)
  await tx.db.webhookEndpoint.update({
    where: { id: endpointId },
    data: { enabled: false, disabledReason: reason, version: { increment: 1 } },
  })
  await record(tx, {
    action: 'webhook.disable',
    target: { type: 'webhook', id: endpointId, name: endpointName(url) },
    projectId,
    detail: { reason, failingSince },
  })
}
