import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { age, foundTenant, make, type Tenant } from '#lib/core/keys/testing.ts'
import { noticesOf, tellAll } from '#lib/core/notices/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { tasks } from './upkeep.ts'

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

const run = (task: string) => tasks[task]?.run(database().prisma)
const query = (text: string, values: unknown[] = []) => database().pool.query(text, values)

/** The notes of some rows that are left of a table. */
const left = async (table: string, column: string) =>
  (await query(`SELECT ${column} AS name FROM ${table} ORDER BY 1`)).rows.map(({ name }) => name)

test('expiries: what has come near to its end is told of', async () => {
  const { id } = await make(tenant.member)
  await age(
    id,
    `created_at = now() - interval '89 days', expires_at = now() + interval '1 day' - interval '2 minutes'`,
  )
  await query(`UPDATE notice_clock SET at = at - interval '5 minutes'`)
  expect(await run('expiries')).toBe(1)
  expect((await noticesOf(tenant.member)).map(({ type }) => type)).toEqual(['key.expiring'])
})

test('envelopes: what is sealed and may not be opened any more is destroyed, and nothing else', async () => {
  const { id, secrets } = await make(tenant.member)
  for (const [note, end] of [
    ['over', '-1 second'],
    ['waiting', '1 hour'],
  ])
    await query(
      `INSERT INTO envelope (id, organization_id, key_id, secret_id, kind, sealed, note, made_by_type, made_by_name, created_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'retrieval', 'sealed', $4, 'system', 'Test', now(), now() + $5::interval)`,
      [tenant.organizationId, id, secrets[0]?.id, note, end],
    )
  expect(await run('envelopes')).toBe(1)
  expect(await left('envelope WHERE sealed IS NOT NULL', 'note')).toEqual(['waiting'])
  expect(await run('envelopes')).toBe(0)
})

test('idempotency: answers older than a day are forgotten', async () => {
  for (const [key, age] of [
    ['old', '25 hours'],
    ['young', '23 hours'],
  ])
    await query(
      `INSERT INTO idempotency_record (scope, key, fingerprint, created_at) VALUES ('sweep', $1, '', now() - $2::interval)`,
      [key, age],
    )
  expect(await run('idempotency')).toBe(1)
  expect(await left(`idempotency_record WHERE scope = 'sweep'`, 'key')).toEqual(['young'])
})

test('tokens: the revocation of a token that is past is forgotten', async () => {
  const { id, secrets } = await make(tenant.member)
  for (const end of ['-2 hours', '-1 minute', '1 minute'])
    await query(
      `INSERT INTO revoked_token (jti, key_id, secret_id, expires_at) VALUES (gen_random_uuid(), $1, $2, now() + $3::interval)`,
      [id, secrets[0]?.id, end],
    )
  expect(await run('tokens')).toBe(1)
  expect(await left('revoked_token', 'key_id')).toHaveLength(2)
})

test('invitations: long after its end a link is as good as none', async () => {
  for (const [email, end] of [
    ['long ago', '-31 days'],
    ['just ended', '-1 day'],
    ['waiting', '1 day'],
  ])
    await query(
      `INSERT INTO invitation (id, organization_id, email, role, token_digest, invited_by_type, invited_by_name, created_at, sent_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, 'MEMBER', convert_to($2, 'UTF8'), 'system', 'Test', now(), now(), now() + $3::interval)`,
      [tenant.organizationId, email, end],
    )
  expect(await run('invitations')).toBe(1)
  expect(await left('invitation WHERE token_digest IS NOT NULL', 'email')).toEqual(['just ended', 'waiting'])
})

test('sessions: those that ended long ago go, but the last that somebody had in an organization', async () => {
  const insert = (ip: string, seen: string, end: string, userId = tenant.member.actor.id) =>
    query(
      `INSERT INTO session (id, user_id, organization_id, ip, created_at, last_seen_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, $3, now() - $4::interval, now() - $4::interval, now() - $5::interval)`,
      [userId, tenant.organizationId, ip, seen, end],
    )
  await insert('old', '200 days', '190 days')
  await insert('older', '300 days', '290 days')
  await insert('recent', '40 days', '30 days')
  await insert('last of the viewer', '400 days', '390 days', tenant.viewer.actor.id)
  expect(await run('sessions')).toBe(2)
  expect(await left('session', 'ip')).toEqual(['last of the viewer', 'recent'])
})

test('notices: those of more than three months ago go, and what the meter noted that says nothing any more', async () => {
  const { organizationId, member, owner } = tenant
  await tellAll()
  await query('DELETE FROM notice')
  for (const [subject, age] of [
    ['old', '91 days'],
    ['young', '89 days'],
  ])
    await query(
      `WITH made AS (
         INSERT INTO notice (id, organization_id, type, subject, at, data)
         VALUES (gen_random_uuid(), $1, 'key.created', $3, now() - $4::interval, '{}') RETURNING id
       ) INSERT INTO notice_recipient (notice_id, user_id, organization_id) SELECT id, $2, $1 FROM made`,
      [organizationId, member.actor.id, subject, age],
    )
  const { id } = await make(owner)
  for (const [kind, age] of [
    ['expired', 9],
    ['new_address', 6],
  ])
    await query(
      `INSERT INTO key_alert (key_id, kind, day, at, told_at) VALUES ($1, $2, current_date - $3::int, now(), now())`,
      [id, kind, age],
    )
  await query(`UPDATE key_last_use SET ip = '203.0.113.1', at = now() WHERE key_id = $1`, [id])
  for (const [network, age] of [
    ['203.0.113.1', 100],
    ['203.0.113.2', 100],
    ['203.0.113.3', 80],
  ])
    await query(
      `INSERT INTO key_address (key_id, network, first_seen_at, last_seen_at)
       VALUES ($1, $2::inet, now() - make_interval(days => $3), now() - make_interval(days => $3))`,
      [id, network, age],
    )
  expect(await run('notices')).toBe(3)
  expect((await noticesOf(member)).map(({ subject }) => subject)).toEqual(['young'])
  expect(await left('key_alert', 'kind')).toEqual(['new_address'])
  expect(await left('key_address', 'host(network)')).toEqual(['203.0.113.1', '203.0.113.3'])
})

test('deliveries: what webhooks were sent is kept for a month', async () => {
  const { organizationId } = tenant
  const { prisma } = database()
  const endpoint = await prisma.webhookEndpoint.create({
    data: { organizationId, url: 'https://hooks.example.com/', sealed: new Uint8Array([1]) },
  })
  const { id: noticeId } = await prisma.notice.create({
    data: { organizationId, type: 'key.created', subject: randomUUID(), at: new Date(), data: {} },
  })
  for (const days of [31, 29])
    await query(
      `INSERT INTO webhook_delivery (id, endpoint_id, notice_id, state, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'delivered', now() - make_interval(days => $3))`,
      [endpoint.id, noticeId, days],
    )
  expect(await run('deliveries')).toBe(1)
})

test('checkpoints: how far each organization’s log goes is signed once an hour', async () => {
  expect(await run('checkpoints')).toBeGreaterThan(0)
  expect(await run('checkpoints')).toBe(0)
  const { rows } = await query(
    `SELECT audit_seq = max(seq) AS whole FROM organization JOIN audit_checkpoint ON organization_id = id WHERE id = $1 GROUP BY audit_seq`,
    [tenant.organizationId],
  )
  expect(rows).toEqual([{ whole: true }])
})

test('excess and policies: every organization is looked at', async () => {
  const { id } = await make(tenant.owner, { permissions: ['api_key:verify', 'project:read'] })
  await age(id, `created_at = now() - interval '100 days'`)
  await query(
    `INSERT INTO key_permission_use (key_id, permission, count, last_used_at) VALUES ($1, 'project:read', 1, now())`,
    [id],
  )
  expect(await run('excess')).toBe(1)
  expect(await run('policies')).toBe(0)
})
