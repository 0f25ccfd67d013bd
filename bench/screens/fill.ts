import type { Client } from 'pg'

/** How much of everything an organization has, beside its keys and people. */
export interface History {
  organizationId: string
  /** Events of the audit log, spread over two years. */
  events: number
  /** Keys with use in every other hour of 90 days, and of what they may. */
  busy: number
  /** Keys with use in a few hours of 90 days. */
  quiet: number
  /** Notices in the inbox of each owner, and requests for an approval; nine in ten of them are dealt with. */
  notices: number
}

/** How many events one statement writes. */
const together = 500_000

/**
 * Gives organizations the audit log and the use of years, in SQL alone. The hashes of the events are random, since what is
 * measured reads them and does not check them. Needs the keys to be there.
 */
export async function fillHistories(client: Client, histories: readonly History[]): Promise<void> {
  await withoutIndexes(client, 'audit_event', async () => {
    for (const history of histories) await fillEvents(client, history)
  })
  // At once, since what is there when the sums are made is what they are of.
  await client.query('BEGIN')
  for (const history of histories) {
    await fillUse(client, history)
    await fillDesk(client, history)
  }
  await client.query('COMMIT')
}

/** Makes the indexes of a table anew after it was filled, which is several times as quick as to fill them row by row. */
async function withoutIndexes(client: Client, table: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE tablename = $1
       AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
    [table],
  )
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`)
  await work()
  await client.query("SET maintenance_work_mem = '512MB'")
  for (const { definition } of rows) await client.query(definition)
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
         keys AS (SELECT array_agg(id) ids FROM (SELECT id FROM api_key WHERE organization_id = $1 LIMIT 50000) sample),
         dice AS (SELECT n, random() a, random() b, random() c, random() d FROM generate_series($2::bigint, $3::bigint) n)
       INSERT INTO audit_event (organization_id, seq, id, at, actor_type, actor_id, actor_name, action, target_type, target_id,
         target_name, project_id, detail, ip, user_agent, request_id, prev_hash, hash)
       SELECT $1::uuid, n, uuidv7(-age.gone), now() - age.gone,
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
       FROM dice, LATERAL (SELECT make_interval(secs => ($4 - n)::float8 / $4 * 700 * 86400) gone) age, people, places, keys`,
      [organizationId, first + from, first + from + count - 1, first + events],
    )
  }
  await client.query('UPDATE organization SET audit_seq = $2 WHERE id = $1', [
    organizationId,
    first + events - 1,
  ])
  // Nobody is to be told of all this while it is measured.
  await client.query(
    `INSERT INTO notice_cursor (organization_id, seq) VALUES ($1, $2)
     ON CONFLICT (organization_id) DO UPDATE SET seq = excluded.seq`,
    [organizationId, first + events - 1],
  )
}

async function fillUse(client: Client, { organizationId, busy, quiet }: History): Promise<void> {
  const outcomes = `CASE WHEN random() < 0.9 THEN 'VALID' ELSE (ARRAY['EXPIRED','RATE_LIMITED','DISABLED'])[1 + floor(random() * 3)::int] END`
  const use = (keys: string, hours: string) => `
    INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
    SELECT k.id, date_trunc('hour', now()) - make_interval(hours => h), ${outcomes}, $1::uuid, k.project_id, 1 + floor(random() * 900)::int
    FROM (SELECT id, project_id FROM api_key WHERE organization_id = $1 AND revoked_at IS NULL ORDER BY md5(id::text) LIMIT $2 ${keys}) k, ${hours}
    ON CONFLICT DO NOTHING`
  await client.query(use('', 'generate_series(0, 2158, 2) h'), [organizationId, busy])
  await client.query(
    use(
      `OFFSET ${busy}`,
      'LATERAL (SELECT DISTINCT floor(random() * 2160)::int h FROM generate_series(1, 4) WHERE k.id IS NOT NULL) h',
    ),
    [organizationId, quiet],
  )
  await client.query(
    `INSERT INTO key_permission_use (key_id, permission, count, last_used_at)
     SELECT k.id, name, 1 + floor(random() * 9000)::int, now() - make_interval(secs => power(random(), 3) * 180 * 86400)
     FROM (SELECT id FROM api_key WHERE organization_id = $1 AND revoked_at IS NULL ORDER BY md5(id::text) LIMIT $2) k,
       (SELECT name FROM permission WHERE organization_id = $1 ORDER BY name LIMIT 6) p`,
    [organizationId, busy + quiet],
  )
  await client.query(
    `INSERT INTO key_excess (key_id, organization_id, unused, at)
     SELECT id, $1, 3, now() FROM api_key WHERE organization_id = $1 AND revoked_at IS NULL ORDER BY md5(id::text) LIMIT $2`,
    [organizationId, Math.ceil(quiet / 4)],
  )
}

/** What waits for people, or did. */
async function fillDesk(client: Client, { organizationId, notices }: History): Promise<void> {
  await client.query(
    `WITH keys AS (SELECT array_agg(id) ids, array_agg(project_id) places FROM
         (SELECT id, project_id FROM api_key WHERE organization_id = $1 AND revoked_at IS NULL LIMIT 5000) sample),
       told AS (
         INSERT INTO notice (id, organization_id, type, subject, project_id, key_id, at, data)
         SELECT uuidv7(-age.gone), $1::uuid, 'key.created', 'bench-' || n, keys.places[place.at], keys.ids[place.at], now() - age.gone,
           jsonb_build_object('expiresAt', NULL, 'actor', someone.ref, 'owner', someone.ref,
             'key', jsonb_build_object('id', keys.ids[place.at], 'name', 'checkout-prod-' || n, 'mask', 'lw_abcd…wxyz', 'generation', 1),
             'project', jsonb_build_object('id', keys.places[place.at], 'name', 'Billing'))
         FROM generate_series(1, $2::int) n, LATERAL (SELECT make_interval(secs => ($2 - n)::float8 / $2 * 89 * 86400) gone) age, keys,
           LATERAL (SELECT 1 + n % array_length(keys.ids, 1) AS at) place,
           LATERAL (SELECT jsonb_build_object('type', 'user', 'id', keys.ids[place.at], 'name', 'Ada Abara') ref) someone
         RETURNING id)
     INSERT INTO notice_recipient (notice_id, user_id, organization_id, read_at)
     SELECT told.id, m.user_id, $1::uuid, CASE WHEN random() < 0.9 THEN now() END
     FROM told, membership m WHERE m.organization_id = $1 AND m.role = 'OWNER'`,
    [organizationId, notices],
  )
  await client.query(
    `INSERT INTO approval_request (id, organization_id, project_id, key_id, requester_id, wanted, state, created_at, decided_at)
     SELECT uuidv7(-age.gone), $1::uuid, k.project_id, k.id, k.owner_user_id, '{"permissions":["data:read"],"roleId":null,"roleName":null,"level":null}',
       CASE WHEN n % 10 = 0 THEN 'pending'::approval_state ELSE 'declined' END, now() - age.gone, CASE WHEN n % 10 > 0 THEN now() END
     FROM (SELECT row_number() OVER () n, id, project_id, owner_user_id FROM api_key
         WHERE organization_id = $1 AND revoked_at IS NULL AND owner_user_id IS NOT NULL LIMIT $2) k,
       LATERAL (SELECT make_interval(hours => k.n::int % 2000) gone) age`,
    [organizationId, notices],
  )
}
