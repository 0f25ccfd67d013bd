import type { Client } from 'pg'

/** An organization to fill, as the server founded it. */
export interface Place {
  organizationId: string
  /** What makes the rows of this organization differ from another's; letters and digits. */
  tag: string
  keys: number
  members: number
}

/**
 * Fills an organization with members, projects and keys in every status, the way years of use would leave them, in SQL alone.
 *
 * Keys: 12 % revoked, 4 % disabled, a fifth with an end (half of those over), a quarter never used; four projects of unequal
 * size, half of the keys with a role, a third with explicit permissions, a tenth with a level. Digests are random: no
 * secret is known for these keys. Needs PostgreSQL 18, for uuidv7().
 */
export async function fill(client: Client, place: Place): Promise<void> {
  const { organizationId, tag, keys, members } = place
  await client.query(
    `WITH person AS (
       INSERT INTO "user" (id, email, name)
       SELECT gen_random_uuid(), 'person' || n || '@${tag}.example',
         (ARRAY['Ada','Grace','Alan','Barbara','Edsger','Frances','Ken','Margaret','Niklaus','Radia'])[1 + n % 10]
           || ' ' || (ARRAY['Abara','Brandt','Castillo','Dvorak','Eriksen','Fontaine','Gupta','Hoang','Ito','Jansen','Kowal'])[1 + n % 11]
           || ' ' || n
       FROM generate_series(1, $2::int) n RETURNING id)
     INSERT INTO membership (id, organization_id, user_id, role)
     SELECT gen_random_uuid(), $1::uuid, id, 'MEMBER' FROM person`,
    [organizationId, members],
  )
  await client.query(
    `INSERT INTO project (id, organization_id, name, prefix)
     SELECT gen_random_uuid(), $1::uuid, name, 'lw' FROM unnest(ARRAY['Billing','Search','Internal']) name`,
    [organizationId],
  )
  await client.query(
    `INSERT INTO service_account (id, organization_id, name)
     SELECT gen_random_uuid(), $1::uuid, 'robot ' || n FROM generate_series(1, 20) n`,
    [organizationId],
  )
  await client.query(
    `WITH owners AS (SELECT array_agg(user_id) ids FROM membership WHERE organization_id = $1),
       robots AS (SELECT array_agg(id) ids FROM service_account WHERE organization_id = $1),
       roles AS (SELECT array_agg(id) ids FROM role WHERE organization_id = $1),
       projects AS (SELECT array_agg(id ORDER BY id) ids FROM project WHERE organization_id = $1),
       dice AS (
         SELECT n, random() a, random() b, random() c, random() d, random() e, random() f, random() g,
           now() - make_interval(secs => (($2 - n)::float8 / $2 * 700 * 86400)::int) made
         FROM generate_series(1, $2::int) n)
     INSERT INTO api_key (id, organization_id, project_id, owner_user_id, owner_service_account_id, name, role_id, level,
       enabled, expires_at, start, last, generation, rotating_until, created_by_type, created_by_id, created_at,
       updated_by_type, updated_at, revoked_at, revoked_by_type)
     SELECT uuidv7(made - now()), $1::uuid,
       projects.ids[CASE WHEN g < 0.7 THEN 1 WHEN g < 0.9 THEN 2 WHEN g < 0.99 THEN 3 ELSE 4 END],
       CASE WHEN f < 0.9 THEN owners.ids[1 + floor(f / 0.9 * array_length(owners.ids, 1))::int] END,
       CASE WHEN f >= 0.9 THEN robots.ids[1 + floor((f - 0.9) * 200)::int] END,
       (ARRAY['checkout','ledger','mailer','search','reports','ingest','mobile','partner','batch','edge'])[1 + floor(a * 10)::int]
         || '-' || (ARRAY['prod','staging','dev','ci','load','canary'])[1 + floor(b * 6)::int] || '-' || substr(md5(n::text || '${tag}'), 1, 6),
       CASE WHEN c < 0.5 THEN roles.ids[1 + floor(c * 2 * array_length(roles.ids, 1))::int] END,
       CASE WHEN d < 0.1 THEN floor(d * 90)::int END,
       e >= 0.04,
       CASE WHEN b < 0.1 THEN made + make_interval(days => 30 + floor(a * 300)::int)
            WHEN b < 0.2 THEN now() + make_interval(hours => 1 + floor(a * 4000)::int) END,
       'lw_' || substr(md5('s' || n), 1, 4), substr(md5('l' || n), 1, 4), 1,
       CASE WHEN g > 0.9995 THEN now() + interval '6 hours' END,
       'user', CASE WHEN f < 0.9 THEN owners.ids[1 + floor(f / 0.9 * array_length(owners.ids, 1))::int] END, made,
       'user', made,
       CASE WHEN c > 0.88 THEN made + interval '20 days' END, CASE WHEN c > 0.88 THEN 'user'::actor_type END
     FROM dice, owners, robots, roles, projects`,
    [organizationId, keys],
  )
  await client.query(
    `UPDATE key_last_use SET at = now() - make_interval(secs => (power(random(), 2) * 200 * 86400)::int)
     WHERE organization_id = $1 AND random() > 0.25`,
    [organizationId],
  )
  await client.query(
    `INSERT INTO key_secret (id, key_id, digest, pepper_version, start, last, generation, created_at)
     SELECT gen_random_uuid(), id, decode(md5(id::text) || md5(id::text || 'x'), 'hex'), 1, start, last, 1, created_at
     FROM api_key WHERE organization_id = $1`,
    [organizationId],
  )
  await client.query(
    `WITH own AS (SELECT array_agg(id ORDER BY id) ids FROM permission WHERE organization_id = $1 AND NOT built_in)
     INSERT INTO key_permission (key_id, permission_id)
     SELECT k.id, own.ids[p] FROM api_key k, own, unnest(ARRAY[1, 3]) p
     WHERE k.organization_id = $1 AND k.role_id IS NULL AND k.level IS NULL`,
    [organizationId],
  )
}

/** After a bulk load nothing is known of the new rows until the statistics are taken, and the pages are not yet marked visible. */
export async function settle(client: Client): Promise<void> {
  await client.query('VACUUM (ANALYZE)')
}
