import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { problem } from '#lib/contracts/problem.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { env } from '#lib/env.ts'
import { goodRequest, quiet, type Stage, setStage } from './testing/stage.ts'
import { changedTables, digestTables } from './testing/tables.ts'
import type { Answer, Sent } from './testing/world.ts'

/* Requests that come at once, twice, or too often. */

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
}, 120_000)

const crowd = 8

/**
 * Sends eight requests and lets none pass a lock before all of them have come to it, so that they are at once in truth.
 * @param lock SQL that takes what they must wait for
 */
async function atOnce(lock: string, values: unknown[], sent: (at: number) => Sent): Promise<Answer[]> {
  const gate = new Client({ connectionString: env().DATABASE_URL })
  await gate.connect()
  try {
    await gate.query('begin')
    await gate.query(lock, values)
    const answers = Promise.all(Array.from({ length: crowd }, (_, at) => stage.ask(sent(at))))
    // Asked on another connection: within a transaction PostgreSQL shows the activity of its first look.
    const waiting = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    const arrived = async () => (await database().pool.query<{ count: number }>(waiting)).rows[0]?.count
    await expect.poll(arrived, { timeout: 4_000 }).toBe(crowd)
    await gate.query('commit')
    return await answers
  } finally {
    await gate.end()
  }
}
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort()

describe.each([
  { what: 'key', table: 'api_key', id: () => stage.keys.osprey.id },
  { what: 'project', table: 'project', id: () => stage.a.first.id },
])('eight edits of a $what at once', ({ what, table, id }) => {
  const path = () => `/api/v1/${what}s/${id()}`
  const row = `select from ${table} where id = $1 for update`

  test('that name one version: one is made, seven are told that they came late', async () => {
    const { token } = stage.a.people.OWNER
    const before = await stage.ask({ method: 'GET', path: path(), token })
    const etag = before.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"\d+"$/)
    const edit = (at: number) => ({
      method: 'PATCH',
      path: path(),
      token,
      headers: { 'if-match': etag },
      body: { name: `edit ${at}` },
    })
    const answers = await atOnce(row, [id()], edit)
    expect(statuses(answers)).toEqual([200, ...Array<number>(crowd - 1).fill(412)])
    const winner = answers.find(({ status }) => status === 200)
    const after = await stage.ask({ method: 'GET', path: path(), token })
    const { effective: _, ...made } = (winner?.json ?? {}) as Record<string, unknown>
    expect(after.json).toEqual(made)
    expect(after.headers.get('etag')).toBe(winner?.headers.get('etag'))
    expect(after.headers.get('etag')).not.toBe(etag)
    for (const { json, status } of answers)
      if (status === 412) expect(problem.parse(json).code).toBe('precondition_failed')
  })

  test('that name no version: each is made, one after the other, and none is lost', async () => {
    const { token } = stage.a.people.OWNER
    const version = async () =>
      ((await stage.ask({ method: 'GET', path: path(), token })).json as { version: number }).version
    const before = await version()
    const answers = await atOnce(row, [id()], (at) => ({
      method: 'PATCH',
      path: path(),
      token,
      body: { name: `without ${at}` },
    }))
    expect(statuses(answers)).toEqual(Array<number>(crowd).fill(200))
    expect(await version()).toBe(before + crowd)
    expect(new Set(answers.map(({ json }) => (json as { version: number }).version)).size).toBe(crowd)
  })
})

test('eight revocations at once give one answer, and one event', async () => {
  const { token } = stage.a.people.OWNER
  const path = `/api/v1/keys/${stage.keys.heron.id}`
  const row = 'select from api_key where id = $1 for update'
  const answers = await atOnce(row, [stage.keys.heron.id], () => ({ method: 'DELETE', path, token }))
  expect(statuses(answers)).toEqual(Array<number>(crowd).fill(200))
  expect(new Set(answers.map(({ json }) => (json as { revokedAt: string }).revokedAt)).size).toBe(1)
  expect(await events('key.revoke', stage.keys.heron.id)).toBe(1)
  await stage.snapshot.restore()
})

async function events(action: string, targetId: string): Promise<number> {
  const { rows } = await database().pool.query<{ count: number }>(
    'select count(*)::int as count from audit_event where action = $1 and target_id = $2',
    [action, targetId],
  )
  return rows[0]?.count ?? 0
}

/** Of requests for approval a key has one open, and the stage’s has: `approvals.test.ts` asks twice at once. */
const creating = operations.filter(({ creates, id }) => creates && id !== 'requestApproval')
/** How many events making one thing is told in, where it is more than one: a gateway key comes with the account that owns it. */
const eventsOf: Readonly<Record<string, number>> = { createGatewayKey: 3 }

describe.each(creating)('$id, repeated with an Idempotency-Key', (operation) => {
  afterAll(() => stage.snapshot.restore())

  const send = (
    key: string,
    more: Record<string, unknown> = {},
    token = stage.a.people.OWNER.token,
  ): Sent => {
    const good = goodRequest(operation, stage)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
    return {
      method: operation.method,
      path,
      token,
      headers: { 'idempotency-key': key },
      body: { ...(good.body as object), ...more },
    }
  }
  const total = async () => {
    const { rows } = await database().pool.query<{ count: number }>(
      'select count(*)::int as count from audit_event',
    )
    return rows[0]?.count ?? 0
  }

  test('eight times at once is done once; seven answers are the first again, without what is shown once', async () => {
    const before = await total()
    // The first gets as far as its audit event; the others must wait for it.
    const lock = 'lock table audit_event in share mode'
    const answers = await atOnce(lock, [], () => send('eight-at-once'))
    expect(statuses(answers)).toEqual(Array<number>(crowd).fill(operation.status))
    expect((await total()) - before).toBe(eventsOf[operation.id] ?? 1)
    const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')
    expect(replays).toHaveLength(crowd - 1)
    const first = answers.find((answer) => !replays.includes(answer))?.json as Record<string, unknown>
    for (const field of operation.once) expect(first[field] ?? null).not.toBeNull()
    const hidden = Object.fromEntries(operation.once.map((field) => [field, null]))
    // Since when it holds is each answer's own: whoever repeats the request waits for the nodes anew.
    const lasting = ({ effective: _, ...rest }: Record<string, unknown>) => rest
    for (const { json } of replays)
      expect(lasting(json as Record<string, unknown>)).toEqual({ ...lasting(first), ...hidden })
    for (const field of operation.once)
      for (const { text } of replays) expect(text).not.toContain(JSON.stringify(first[field]))
  })

  test('with another body is refused and changes nothing', async () => {
    await stage.ask(send('changed-body', { ...changedField(operation.id, 1) }))
    const before = await digestTables()
    const answer = await stage.ask(send('changed-body', { ...changedField(operation.id, 2) }))
    expect(answer.status).toBe(422)
    expect(problem.parse(answer.json).code).toBe('idempotency_mismatch')
    expect(changedTables(before, await digestTables())).toEqual([])
  })

  test('by another credential is another request', async () => {
    const mine = await stage.ask(send('shared-key', changedField(operation.id, 3)))
    const other = await stage.ask(
      send('shared-key', changedField(operation.id, 4), stage.a.people.ADMIN.token),
    )
    expect(mine.status).toBe(operation.status)
    // An ADMIN founds no organizations; for the rest it is a request of its own.
    expect(other.status).toBe(operation.id === 'createOrganization' ? 403 : operation.status)
    expect(other.headers.has('idempotent-replayed')).toBe(false)
  })

  test('after a refusal may be tried again', async () => {
    // Who may read a key may hand it over; who may not does not see it.
    const [who, status] =
      operation.id === 'createHandover' ? (['OTHER', 404] as const) : (['VIEWER', 403] as const)
    const refused = await stage.ask(send('refused-first', {}, stage.a.people[who].token))
    expect(refused.status).toBe(status)
    const wrong = await stage.ask(send('wrong-first', { nonsense: 1 }))
    expect(wrong.status).toBe(400)
    const right = await stage.ask(send('wrong-first', changedField(operation.id, 5)))
    expect(right.status).toBe(operation.status)
    expect(right.headers.has('idempotent-replayed')).toBe(false)
  })
})

/** A body that differs from the last. */
function changedField(id: string, at: number): Record<string, unknown> {
  if (id === 'createHandover') return { hours: at }
  if (id === 'createGatewayKey') return { ipAllowlist: [`203.0.113.${at}/32`] }
  if (id === 'createInvitation') return { hours: at }
  if (id === 'createWebhook') return { description: `number ${at}` }
  if (id === 'rotateWebhookSecret') return { graceSeconds: at }
  if (id === 'createPermission') return { name: `number:n${at}` }
  return id === 'rotateKey' ? { graceSeconds: at } : { name: `number ${at}` }
}

describe('the contract’s own rate limit', () => {
  test('counts each credential by itself, says what is left, and refuses in its own shape', async () => {
    quiet(5)
    const ask = (token: string) => stage.ask({ method: 'GET', path: '/api/v1/me', token })
    const { OWNER, ADMIN } = stage.a.people
    for (const left of [4, 3, 2, 1, 0]) {
      const { status, headers } = await ask(OWNER.token)
      expect(status).toBe(200)
      expect(headers.get('ratelimit-policy')).toBe('"default";q=5;w=60')
      expect(headers.get('ratelimit')).toMatch(new RegExp(`^"default";r=${left};t=\\d+$`))
    }
    const refused = await ask(OWNER.token)
    expect(refused.status).toBe(429)
    expect(problem.parse(refused.json).code).toBe('rate_limited')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect(refused.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/)
    expect((await ask(ADMIN.token)).status).toBe(200)
    expect((await ask(stage.master.secret)).status).toBe(200)
  })

  test('lets a refused request change nothing', async () => {
    quiet(1)
    const { token } = stage.a.people.OWNER
    await stage.ask({ method: 'GET', path: '/api/v1/me', token })
    const before = await digestTables()
    const answer = await stage.ask({
      method: 'POST',
      path: '/api/v1/keys',
      token,
      body: { name: 'one too many' },
    })
    expect(answer.status).toBe(429)
    expect(changedTables(before, await digestTables())).toEqual([])
  })
})
