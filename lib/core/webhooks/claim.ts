import type { Db } from '../context.ts'

/** A delivery that is this process's to send until its lease runs out. */
export interface Claimed {
  id: string
  /** When another may claim it. Names the claim, too: who has lost it settles nothing. */
  lease: Date
  attempts: number
  endpointId: string
  organizationId: string
  url: string
  sealed: Uint8Array
  /** The secret before, where it signs too. */
  previousSealed: Uint8Array | null
  messageId: string
  type: string
  noticeAt: Date
  data: unknown
}

export interface Room {
  /** How many may be claimed in all. */
  total: number
  /** How many of one endpoint may be in flight. */
  perEndpoint: number
  /** How many of each endpoint are in flight here. */
  inFlight: ReadonlyMap<string, number>
  /** Seconds until another may claim what this process has not settled. */
  leaseSeconds: number
}

/**
 * Claims deliveries that are due, by putting off when they are due: the claim of a process that dies runs out by itself. Two that
 * claim at once never get the same one. Of an endpoint that keeps failing, one is in flight at a time, so that one that never answers holds
 * no more of a process than that. Organizations have their turns one after another, so that one with many endpoints that hang keeps
 * nobody else's deliveries waiting for more than the next place that gets free.
 */
export async function claimDue(
  db: Db,
  { total, perEndpoint, inFlight, leaseSeconds }: Room,
): Promise<Claimed[]> {
  const busy = [...inFlight.keys()]
  return db.$queryRaw<Claimed[]>`
    WITH busy AS (
      SELECT * FROM unnest(${busy}::uuid[], ${[...inFlight.values()]}::int[]) AS busy (id, count)
    ), held AS (
      SELECT endpoint.organization_id, sum(busy.count) AS count
      FROM busy JOIN webhook_endpoint endpoint ON endpoint.id = busy.id GROUP BY endpoint.organization_id
    ), picked AS (
      SELECT due.id
      FROM webhook_endpoint endpoint
      LEFT JOIN held ON held.organization_id = endpoint.organization_id
      LEFT JOIN busy ON busy.id = endpoint.id
      CROSS JOIN LATERAL (
        SELECT id, next_at FROM webhook_delivery
        WHERE endpoint_id = endpoint.id AND next_at <= now()
        ORDER BY next_at
        LIMIT greatest(0, CASE WHEN endpoint.failing_since IS NULL THEN ${perEndpoint}::int ELSE 1 END - coalesce(busy.count, 0))
        FOR UPDATE SKIP LOCKED
      ) due
      WHERE endpoint.enabled
      ORDER BY coalesce(held.count, 0)
        + row_number() OVER (PARTITION BY endpoint.organization_id ORDER BY due.next_at, due.id), due.next_at
      LIMIT ${total}::int
    )
    UPDATE webhook_delivery delivery
    SET next_at = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
    FROM picked, webhook_endpoint endpoint, notice
    WHERE delivery.id = picked.id AND endpoint.id = delivery.endpoint_id AND notice.id = delivery.notice_id
    RETURNING delivery.id, delivery.next_at AS lease, delivery.attempts, endpoint.id AS "endpointId",
      endpoint.organization_id AS "organizationId", endpoint.url, endpoint.sealed,
      CASE WHEN endpoint.previous_until > now() THEN endpoint.previous_sealed END AS "previousSealed",
      notice.id AS "messageId", notice.type, notice.at AS "noticeAt", notice.data`
}
