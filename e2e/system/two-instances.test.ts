import { beforeAll, describe, expect, test } from 'vitest'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { type Answer, ask, createKey, signIn, verdict } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/* Two portals behind one database: what one has answered, the other knows. */

cleanUp()

let first: Portal
let second: Portal
let token: string

beforeAll(async () => {
  const home = await newHome()
  const [port, other] = [await freePort(), await freePort()]
  first = await start({ home, port })
  // One origin for both, as behind a load balancer.
  second = await start({ home, port: other, environment: { LATCHWORK_URL: `http://127.0.0.1:${port}` } })
  // `url` is what a portal calls itself; here it is asked at its own door.
  second.url = `http://127.0.0.1:${other}`
  token = await signIn(first.url)
}, 180_000)

const rounds = 30
const crowd = 8
const either = (at: number) => (at % 2 === 0 ? first.url : second.url)
const atOnce = (send: (url: string, at: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: crowd }, (_, at) => send(either(at), at)))
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort()

describe('a request repeated with its Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'eight-on-two' }
  const create = (url: string, name: string) => ask(url, '/api/v1/keys', { token, headers, body: { name } })

  test('eight times at once on both makes one key, whose secret is told once', async () => {
    const answers = await atOnce((url) => create(url, 'only one'))
    expect(statuses(answers)).toEqual(Array<number>(crowd).fill(201))
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1)
    const secrets = answers.flatMap(({ json }) => (json.secret === null ? [] : [String(json.secret)]))
    expect(secrets).toHaveLength(1)
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(
      crowd - 1,
    )
    const list = await ask(second.url, '/api/v1/keys?q=only%20one', { token })
    expect(list.json.items).toHaveLength(1)
    for (const url of [first.url, second.url])
      expect(await verdict(url, token, secrets[0] ?? '')).toBe('VALID')
  })

  test('is answered again by the other, without the secret, and refused with another body', async () => {
    const again = await create(second.url, 'only one')
    expect(again.status).toBe(201)
    expect(again.json.secret).toBeNull()
    expect((await create(second.url, 'another')).status).toBe(422)
    expect((await create(first.url, 'another')).status).toBe(422)
  })
})

test(`a key that one has revoked is refused by the other, ${rounds} times of ${rounds}`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const [here, there] = round % 2 === 0 ? [first.url, second.url] : [second.url, first.url]
    const { id, secret } = await createKey(here, token, `round ${round}`)
    expect(await verdict(there, token, secret)).toBe('VALID')
    const revoked = await ask(here, `/api/v1/keys/${id}`, { method: 'DELETE', token })
    expect(revoked.status).toBe(200)
    expect(await verdict(there, token, secret)).toBe('REVOKED')
    expect((await ask(there, '/api/v1/keys/me', { token: secret })).status).toBe(401)
  }
})

test('a key that one has disabled or rotated is judged anew by the other', async () => {
  const { id, secret } = await createKey(first.url, token, 'changes')
  await ask(first.url, `/api/v1/keys/${id}`, { method: 'PATCH', token, body: { enabled: false } })
  expect(await verdict(second.url, token, secret)).toBe('DISABLED')
  await ask(second.url, `/api/v1/keys/${id}`, { method: 'PATCH', token, body: { enabled: true } })
  expect(await verdict(first.url, token, secret)).toBe('VALID')
  const rotated = await ask(first.url, `/api/v1/keys/${id}/rotate`, { token, body: { graceSeconds: 0 } })
  expect(await verdict(second.url, token, secret)).not.toBe('VALID')
  expect(await verdict(second.url, token, String(rotated.json.secret))).toBe('VALID')
})

test('of eight edits of one version on both, one is made', async () => {
  const { id } = await createKey(first.url, token, 'contended')
  const path = `/api/v1/keys/${id}`
  const { headers } = await ask(second.url, path, { token })
  const match = { 'if-match': headers.get('etag') ?? '' }
  const answers = await atOnce((url, at) =>
    ask(url, path, { method: 'PATCH', token, headers: match, body: { name: `edit ${at}` } }),
  )
  expect(statuses(answers)).toEqual([200, ...Array<number>(crowd - 1).fill(412)])
})

test('a session that one has ended is refused by the other', async () => {
  const mine = await signIn(second.url)
  expect((await ask(first.url, '/api/v1/me', { token: mine })).status).toBe(200)
  const { json } = await ask(first.url, '/api/v1/me/sessions', { token: mine })
  const current = (json.items as { id: string; current: boolean }[]).find((session) => session.current)
  await ask(first.url, `/api/v1/me/sessions/${current?.id}`, { method: 'DELETE', token: mine })
  for (const url of [first.url, second.url])
    expect((await ask(url, '/api/v1/me', { token: mine })).status).toBe(401)
})

test('when one is killed the other serves on', async () => {
  const { secret } = await createKey(second.url, token, 'survives')
  await second.stop('SIGKILL')
  expect(await verdict(first.url, token, secret)).toBe('VALID')
  expect((await ask(first.url, '/api/health/ready')).status).toBe(200)
})
