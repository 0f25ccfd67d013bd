import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type ExportedEvent, exportedColumns, firstFault, type Head } from './testing/chain.ts'
import { seededRandom } from './testing/random.ts'
import { dispatcher } from './testing/routes.ts'
import { quiet } from './testing/stage.ts'
import { type Ask, askWith, issueKey, makeTenant, type Sent, type Tenant } from './testing/world.ts'

/* The audit log of a long random history: whole, and nothing can be taken from it or altered in it unseen. */

const random = seededRandom('a random history')
const steps = 150

withDatabase()

let ask: Ask
let a: Tenant
const acknowledged = new Map<string, number>()

beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  a = await makeTenant('aardvark')
  await live()
}, 120_000)

/** Changes keys and projects by chance, four at a time, and counts what was acknowledged. */
async function live(): Promise<void> {
  const { token } = a.people.OWNER
  const ids: string[] = []
  for (const name of ['one', 'two', 'three', 'four'])
    ids.push((await issueKey(ask, token, { name, projectId: a.first.id })).id)
  const turns: (() => { action: string; sent: Sent })[] = [
    () => ({
      action: 'key.create',
      sent: {
        method: 'POST',
        path: '/api/v1/keys',
        token,
        body: { name: word(), metadata: { [word()]: word() } },
      },
    }),
    () => ({
      action: 'key.update',
      sent: {
        method: 'PATCH',
        path: key(),
        token,
        body: {
          name: `${word()} é “quoted” \\ </script>`,
          metadata: { b: 1, a: [true, 2.5][random.int(2)] },
        },
      },
    }),
    () => ({
      action: 'key.rotate',
      sent: { method: 'POST', path: `${key()}/rotate`, token, body: { graceSeconds: random.int(86_400) } },
    }),
    () => ({ action: 'key.token', sent: { method: 'GET', path: `${key()}/token`, token } }),
    () => ({ action: 'key.revoke', sent: { method: 'DELETE', path: `${key()}?reason=${word()}`, token } }),
    () => ({
      action: 'project.create',
      sent: { method: 'POST', path: '/api/v1/projects', token, body: { name: word() } },
    }),
    () => ({
      action: 'user.update',
      sent: { method: 'PATCH', path: '/api/v1/me', token, body: { name: word() } },
    }),
    () => ({
      action: 'refused',
      sent: { method: 'PATCH', path: key(), token: a.people.VIEWER.token, body: { name: word() } },
    }),
  ]
  const key = () => `/api/v1/keys/${random.pick(ids)}`
  const word = () => `w${random.int(1e9).toString(36)}`
  for (let step = 0; step < steps; step += 4) {
    const together = Array.from({ length: 4 }, () => random.pick(turns)())
    const answers = await Promise.all(together.map(({ sent }) => ask(sent)))
    for (const [at, { status, json, text }] of answers.entries()) {
      if (status >= 500) throw new Error(text)
      const action = together[at]?.action ?? ''
      if (status < 300) acknowledged.set(action, (acknowledged.get(action) ?? 0) + 1)
      if (status === 201 && action === 'key.create') ids.push((json as { id: string }).id)
    }
  }
}

const query = async <T extends object>(text: string, values: unknown[] = []) =>
  (await database().pool.query<T>(text, values)).rows

async function exported(): Promise<{ events: ExportedEvent[]; head: Head }> {
  const events = await query<ExportedEvent>(
    `select ${exportedColumns} from audit_event where organization_id = $1 order by audit_event.seq`,
    [a.organizationId],
  )
  const [head] = await query<Head>(
    `select audit_seq::text as seq, encode(audit_hash, 'hex') as hash from organization where id = $1`,
    [a.organizationId],
  )
  if (!head) throw new Error('No organization')
  return { events, head }
}

test('the chain of a random history is whole, and every acknowledged change is in it', async () => {
  const { events, head } = await exported()
  expect(firstFault(events, head)).toBeNull()
  for (const action of ['key.create', 'key.rotate', 'key.token', 'project.create'])
    expect(events.filter((event) => event.action === action).length, action).toBeGreaterThanOrEqual(
      acknowledged.get(action) ?? 0,
    )
  expect(acknowledged.get('refused')).toBeUndefined()
  expect(events.length).toBeGreaterThan(steps / 4)
})

test('an event names who, what, where and under which request', async () => {
  const { OWNER } = a.people
  const sent = {
    method: 'POST',
    path: '/api/v1/keys',
    token: OWNER.token,
    body: { name: 'told of' },
    headers: { 'x-request-id': 'told-of-1', 'user-agent': 'curl/8' },
  }
  const { json } = await ask(sent)
  const event = (await exported()).events.at(-1)
  expect(event).toMatchObject({
    action: 'key.create',
    actor_type: 'user',
    actor_id: OWNER.id,
    target_id: (json as { id: string }).id,
    target_name: 'told of',
    project_id: a.first.id,
    request_id: 'told-of-1',
    user_agent: 'curl/8',
  })
})

describe('the database refuses', () => {
  test.each([
    `update audit_event set action = 'nothing'`,
    `update audit_event set hash = '\\x00'`,
    'delete from audit_event',
    'truncate audit_event',
    'truncate organization cascade',
    'delete from organization',
  ])('%s', async (statement) => {
    await expect(database().pool.query(statement)).rejects.toThrow(/never changed or deleted|violates/)
    const { events, head } = await exported()
    expect(firstFault(events, head)).toBeNull()
  })
})

describe('whoever gets past the database is seen:', () => {
  /** As the superuser can, with the trigger standing aside; undone afterwards. */
  async function faultAfter(...statements: string[]): Promise<string | null> {
    const client = await database().pool.connect()
    try {
      await client.query('begin; set local session_replication_role = replica')
      for (const statement of statements)
        await client.query(statement.replaceAll('$o', `'${a.organizationId}'`))
      const { rows: events } = await client.query<ExportedEvent>(
        `select ${exportedColumns} from audit_event where organization_id = $1 order by audit_event.seq`,
        [a.organizationId],
      )
      const { rows } = await client.query<Head>(
        `select audit_seq::text as seq, encode(audit_hash, 'hex') as hash from organization where id = $1`,
        [a.organizationId],
      )
      return firstFault(events, rows[0] as Head)
    } finally {
      await client.query('rollback')
      client.release()
    }
  }

  test('an untouched log is whole', async () => {
    expect(await faultAfter('select 1')).toBeNull()
  })

  const columns = ['actor_name', 'action', 'target_type', 'target_id', 'target_name', 'request_id']
  test.each([
    ...columns.map((column) => `set ${column} = 'x'`),
    `set at = at + interval '1 millisecond'`,
    'set actor_id = gen_random_uuid()',
    `set actor_type = 'system'`,
    'set project_id = gen_random_uuid()',
    `set detail = '{"name": "x"}'`,
    `set ip = '203.0.113.9'`,
    `set user_agent = 'x'`,
    'set id = gen_random_uuid()',
    `set prev_hash = '\\x00'`,
    `set hash = '\\x00'`,
  ])('an event altered: %s', async (change) => {
    expect(await faultAfter(`update audit_event ${change} where organization_id = $o and seq = 7`)).toMatch(
      /event [78] /,
    )
  })

  test('an event taken out, from the middle and from the end', async () => {
    expect(await faultAfter('delete from audit_event where organization_id = $o and seq = 7')).toMatch(
      /event 7 is missing/,
    )
    expect(
      await faultAfter(
        'delete from audit_event where organization_id = $o and seq = (select max(seq) from audit_event where organization_id = $o)',
      ),
    ).toMatch(/the log ends at/)
  })

  test('two events exchanged', async () => {
    const swap = (from: number, to: number) =>
      `update audit_event set seq = ${to} where organization_id = $o and seq = ${from}`
    expect(await faultAfter(swap(7, -1), swap(8, 7), swap(-1, 8))).toMatch(/event 7 /)
  })

  test('an event taken out and the rest moved up', async () => {
    expect(
      await faultAfter(
        'delete from audit_event where organization_id = $o and seq = 7',
        'update audit_event set seq = -seq where organization_id = $o and seq > 7',
        'update audit_event set seq = -seq - 1 where organization_id = $o and seq < 0',
      ),
    ).toMatch(/event 7 /)
  })

  test('all events taken away', async () => {
    expect(await faultAfter('delete from audit_event where organization_id = $o')).toMatch(
      /the log ends at 0/,
    )
  })
})

test('a change whose event cannot be written does not happen', async () => {
  const { token } = a.people.OWNER
  const { id } = await issueKey(ask, token, { name: 'stays', projectId: a.first.id })
  const project = await ask({ method: 'GET', path: `/api/v1/projects/${a.second.id}`, token })
  await database().pool.query('alter table audit_event add constraint nothing_more check (false) not valid')
  try {
    const statuses = []
    for (const operation of operations.filter(({ id: name }) =>
      /^(create|update|rotate|revoke)(Key|Project)$/.test(name),
    )) {
      const path = operation.path.replace('{keyId}', id).replace('{projectId}', a.second.id)
      const body = operation.id === 'rotateKey' ? { graceSeconds: 0 } : { name: 'must not be' }
      statuses.push(
        (await ask({ method: operation.method, path, token, ...(operation.body ? { body } : {}) })).status,
      )
    }
    expect(statuses).toEqual(statuses.map(() => 500))
    expect(statuses.length).toBeGreaterThanOrEqual(6)
  } finally {
    await database().pool.query('alter table audit_event drop constraint nothing_more')
  }
  const key = (await ask({ method: 'GET', path: `/api/v1/keys/${id}`, token })).json
  expect(key).toMatchObject({ name: 'stays', generation: 1, status: 'active', version: 1 })
  expect((await ask({ method: 'GET', path: `/api/v1/projects/${a.second.id}`, token })).text).toBe(
    project.text,
  )
  expect(
    (await query<{ count: string }>(`select count(*) from api_key where name = 'must not be'`))[0]?.count,
  ).toBe('0')
  expect(
    (await query<{ count: string }>(`select count(*) from project where name = 'must not be'`))[0]?.count,
  ).toBe('0')
})
