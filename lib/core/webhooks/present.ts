import {
  type Delivery,
  disabledReasons,
  type EndpointState,
  recentDeliveries,
  type Webhook,
} from '#lib/contracts/webhooks.ts'
import { Prisma, type WebhookEndpoint } from '#lib/db/generated/client.ts'
import type { Db } from '../context.ts'

type Recent = Webhook['recent']

/** The last deliveries of each endpoint, the newest first. */
async function recentOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Recent>> {
  const rows = await db.$queryRaw<
    { endpointId: string; id: string; state: Delivery['state']; createdAt: Date }[]
  >`
    SELECT endpoint.id AS "endpointId", last.id, last.state::text AS state, last.created_at AS "createdAt"
    FROM unnest(${ids}::uuid[]) AS endpoint (id)
    CROSS JOIN LATERAL (
      SELECT id, state, created_at FROM webhook_delivery
      WHERE endpoint_id = endpoint.id ORDER BY created_at DESC, id DESC LIMIT ${recentDeliveries}
    ) last
    ORDER BY last.created_at DESC, last.id DESC`
  const found = new Map<string, Recent>()
  for (const { endpointId, id, state, createdAt } of rows) {
    const list = found.get(endpointId) ?? []
    list.push({ id, state, createdAt: createdAt.toISOString() })
    found.set(endpointId, list)
  }
  return found
}

/** Endpoints as the contract shows them. */
export async function presentEndpoints(db: Db, rows: readonly WebhookEndpoint[]): Promise<Webhook[]> {
  const recent = await recentOf(
    db,
    rows.map(({ id }) => id),
  )
  const now = await databaseTime(db)
  return rows.map((row) => present(row, recent.get(row.id) ?? [], now))
}

/** An endpoint as the contract shows it. */
export async function presentEndpoint(db: Db, row: WebhookEndpoint): Promise<Webhook> {
  const [shown] = await presentEndpoints(db, [row])
  if (!shown) throw new Error('An endpoint was not presented')
  return shown
}

function present(row: WebhookEndpoint, recent: Recent, now: Date): Webhook {
  return {
    id: row.id,
    projectId: row.projectId,
    url: row.url,
    description: row.description,
    types: row.types,
    enabled: row.enabled,
    state: stateOf(row, recent),
    failingSince: row.failingSince?.toISOString() ?? null,
    disabledReason: disabledReasons.find((reason) => reason === row.disabledReason) ?? null,
    oldSecretUntil: row.previousUntil && row.previousUntil > now ? row.previousUntil.toISOString() : null,
    recent,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

/** A test that failed makes no endpoint `failingSince`, as nothing of anybody's was lost; yet it does not work. */
function stateOf({ enabled, failingSince }: WebhookEndpoint, recent: Recent): EndpointState {
  if (!enabled) return 'disabled'
  const settled = recent.find(({ state }) => state === 'delivered' || state === 'failed')
  if (failingSince || settled?.state === 'failed') return 'failing'
  return settled ? 'working' : 'idle'
}

/** What time it is by the database's clock, which decides here. */
export async function databaseTime(db: Db): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now`
  if (!row) throw new Error('The database told no time')
  return row.now
}

/** A row of `selectDeliveries`. */
export interface DeliveryRow {
  id: string
  endpointId: string
  messageId: string
  type: string
  subjectName: string | null
  subjectMask: string | null
  state: Delivery['state']
  attempts: number
  createdAt: Date
  nextAt: Date | null
  deliveredAt: Date | null
  lastAt: Date | null
  lastDuration: number | null
  lastStatus: number | null
  lastError: string | null
}

/** Deliveries with their last attempt; a WHERE over `delivery` and `notice`, an ORDER BY and a LIMIT follow. */
export const selectDeliveries = Prisma.sql`
  SELECT delivery.id, delivery.endpoint_id AS "endpointId", delivery.notice_id AS "messageId", notice.type,
    coalesce(notice.data #>> '{key,name}', notice.data #>> '{member,email}', notice.data ->> 'email', notice.data #>> '{to,email}',
      notice.data #>> '{webhook,address}', notice.data #>> '{webhook,host}', notice.data #>> '{policy,name}') AS "subjectName",
    notice.data #>> '{key,mask}' AS "subjectMask",
    delivery.state::text AS state, delivery.attempts, delivery.created_at AS "createdAt",
    delivery.next_at AS "nextAt", delivery.delivered_at AS "deliveredAt",
    last.at AS "lastAt", last.duration AS "lastDuration", last.status::int AS "lastStatus", last.error AS "lastError"
  FROM webhook_delivery delivery
  JOIN notice ON notice.id = delivery.notice_id
  LEFT JOIN LATERAL (
    SELECT at, duration, status, error FROM webhook_attempt
    WHERE delivery_id = delivery.id ORDER BY at DESC, id DESC LIMIT 1
  ) last ON true`

/** A delivery as the contract shows it. */
export function presentDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    endpointId: row.endpointId,
    messageId: row.messageId,
    type: row.type,
    subject: row.subjectName === null ? null : { name: row.subjectName, mask: row.subjectMask },
    state: row.state,
    attempts: row.attempts,
    createdAt: row.createdAt.toISOString(),
    nextAt: row.nextAt?.toISOString() ?? null,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    last: row.lastAt && {
      at: row.lastAt.toISOString(),
      duration: row.lastDuration ?? 0,
      status: row.lastStatus,
      error: row.lastError,
    },
  }
}
