import type { Client } from 'pg'

/** How much of everything an organization has, beside its keys and people. */
export interface History {
  organizationId: string
  /** Events of the audit log, spread over two years. */
  events: number
  /** Keys with use in every other hour of 90 days. */
  busy: number
  /** Keys with use in a few hours of 90 days. */
  quiet: number
}

/** How many events one statement writes. */
const together = 500_000

/**
 * Gives an organization the audit log and the use of years, in SQL alone. The hashes of the events are random, since what is
 * measured reads them and does not check them. Needs the keys to be there.
 */
export async function fillHistory(client: Client, history: History): Promise<void> {
  await fillEvents(client, history)
  await fillUse(client, history)
}

async function fillEvents(client: Client, { organizationId, events }: History): Promise<void> {
  const { rows } = await client.query<{ seq: string }>(
    'SELECT audit_seq AS seq FROM organization WHERE id = $1',
    [organizationId],
  )
  const first = Number(rows[0]?.seq ?? 0) + 1
  for (let from = 0; from < events; from += together) {
    const count = Math.min(together, events - from)
    await client.query(
      `WITH people AS (SELECT array_agg(user_id) ids FROM membership WHERE organization_id = $1),
         places AS (SELECT array_agg(id ORDER BY id) ids FROM project WHERE organization_id = $1),
         keys AS (SELECT array_agg(id) ids FROM (SELECT id FROM api_key WHERE organization_id = $1 LIMIT 50000) some),
         dice AS (SELECT n, random() a, random() b, random() c, random() d FROM generate_series($2::bigint, $3::bigint) n)
       INSERT INTO audit_event (organization_id, seq, id, at, actor_type, actor_id, actor_name, action, target_type, target_id,
         target_name, project_id, detail, ip, user_agent, request_id, prev_hash, hash)
       SELECT $1::uuid, n, uuidv7(), now() - make_interval(secs => (($4 - n)::float8 / $4 * 700 * 86400)),
         CASE WHEN a < 0.8 THEN 'user'::actor_type WHEN a < 0.95 THEN 'key' ELSE 'system' END,
         CASE WHEN a < 0.8 THEN people.ids[1 + floor(b * array_length(people.ids, 1))::int]
              WHEN a < 0.95 THEN keys.ids[1 + floor(b * array_length(keys.ids, 1))::int] END,
         'Actor ' || floor(b * 1000)::int,
         (ARRAY['session.create','session.end','key.create','key.update','key.rotate','key.revoke','key.disable','member.update','role.update','project.update'])[1 + floor(c * c * 10)::int],
         CASE WHEN c < 0.45 THEN 'user' ELSE 'key' END,
         keys.ids[1 + floor(d * array_length(keys.ids, 1))::int]::text, 'Target ' || floor(d * 50000)::int,
         CASE WHEN c >= 0.45 THEN places.ids[1 + floor(d * d * array_length(places.ids, 1))::int] END,
         '{"name":{"from":"a","to":"b"}}'::jsonb, '203.0.' || floor(a * 200)::int || '.' || floor(b * 250)::int, 'curl/8.5.0',
         'request-' || n, decode(md5(n::text) || md5('p' || n), 'hex'), decode(md5('h' || n) || md5('i' || n), 'hex')
       FROM dice, people, places, keys`,
      [organizationId, first + from, first + from + count - 1, first + events],
    )
  }
  await client.query('UPDATE organization SET audit_seq = $2 WHERE id = $1', [
    organizationId,
    first + events - 1,
  ])
}

async function fillUse(client: Client, { organizationId, busy, quiet }: History): Promise<void> {
  const outcomes = `CASE WHEN random() < 0.9 THEN 'VALID' ELSE (ARRAY['EXPIRED','RATE_LIMITED','DISABLED'])[1 + floor(random() * 3)::int] END`
  const use = (keys: string, hours: string) => `
    INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
    SELECT k.id, date_trunc('hour', now()) - make_interval(hours => h), ${outcomes}, $1::uuid, k.project_id, 1 + floor(random() * 900)::int
    FROM (SELECT id, project_id FROM api_key WHERE organization_id = $1 AND revoked_at IS NULL ORDER BY id LIMIT $2 ${keys}) k, ${hours}
    ON CONFLICT DO NOTHING`
  await client.query(use('', 'generate_series(0, 2158, 2) h'), [organizationId, busy])
  await client.query(
    use(
      `OFFSET ${busy}`,
      'LATERAL (SELECT DISTINCT floor(random() * 2160)::int h FROM generate_series(1, 4) WHERE k.id IS NOT NULL) h',
    ),
    [organizationId, quiet],
  )
}
