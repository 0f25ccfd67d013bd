import { beforeAll, describe, expect, test } from 'vitest'
import { forwardedAddressHeader } from '#lib/client-address.ts'
import { gatewayKeyHeader } from '#lib/contracts/operation.ts'
import { problem } from '#lib/contracts/problem.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { gatewayHeaders } from './gateway-surface.ts'
import { methods } from './testing/routes.ts'
import { type Stage, setStage } from './testing/stage.ts'
import { type Answer, type IssuedKey, issueKey, type Sent } from './testing/world.ts'

/* Forward authorization as a gateway sees it. */

withDatabase()

let stage: Stage
let limited: IssuedKey
beforeAll(async () => {
  stage = await setStage()
  const rateLimits = [
    { name: 'burst', limit: 1, window: 60 },
    { name: 'daily', limit: 9, window: 86_400 },
  ]
  limited = await issue({ name: 'limited', permissions: ['data:read'], rateLimits })
}, 120_000)

const issue = (body: Record<string, unknown>) =>
  issueKey(stage.ask, stage.a.people.OWNER.token, { projectId: stage.a.first.id, ...body })

function through(headers: Record<string, string>, query = '', more: Partial<Sent> = {}): Promise<Answer> {
  return stage.ask({
    method: 'GET',
    path: `/api/v1/authorize/${stage.a.first.id}${query}`,
    headers: { [gatewayKeyHeader]: stage.master.secret, 'x-request-id': 'one-and-the-same', ...headers },
    ...more,
  })
}

const latchworkHeaders = ({ headers }: Answer) => [...headers.keys()].filter((name) => /latchwork/.test(name))

describe('a request that may pass', () => {
  test('is answered in headers alone, which nobody may keep', async () => {
    const { kestrel } = stage.keys
    const answer = await through({ authorization: `Bearer ${kestrel.secret}` })
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers.get('x-latchwork-key-id')).toBe(kestrel.id)
    expect(answer.headers.get('x-latchwork-owner')).toBe(`user:${stage.a.people.MEMBER.id}`)
    expect(answer.headers.get('x-latchwork-permissions')).toBe('')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.has('ratelimit')).toBe(false)
  })

  test('passes whatever its method, and whatever its body is', async () => {
    const authorization = `Bearer ${stage.keys.kestrel.secret}`
    for (const method of [...methods, 'HEAD', 'OPTIONS']) {
      const body = method === 'GET' || method === 'HEAD' ? {} : { body: '{"not": "ours"' }
      const good = await through({ authorization }, '', { method, ...body })
      expect([good.status, good.text], method).toEqual([200, ''])
      const bad = await through({ authorization: 'Bearer x' }, '', { method, ...body })
      expect(bad.status, method).toBe(401)
    }
  })

  test('says where each limit stands, and a refused one does too', async () => {
    const authorization = `Bearer ${limited.secret}`
    const first = await through({ authorization }, '?permissions=data:read')
    expect(first.headers.get('ratelimit-policy')).toBe('"burst";q=1;w=60, "daily";q=9;w=86400')
    expect(first.headers.get('ratelimit')).toBe('"burst";r=0;t=60, "daily";r=8;t=86400')
    const second = await through({ authorization })
    expect(second.status).toBe(429)
    expect(problem.parse(second.json).code).toBe('rate_limited')
    expect(second.headers.get('ratelimit')).toMatch(/^"burst";r=0;t=\d+, "daily";r=8;t=\d+$/)
    expect(Number(second.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  })

  test('shows as many permissions as fit, each of them whole', () => {
    const permissions = Array.from({ length: 200 }, (_, at) => `resource_${at}:action`)
    const owner = { type: 'service_account' as const, id: 'an id', name: 'Zoë\r\nx-injected: 1' }
    const headers = gatewayHeaders({ keyId: 'a key', owner, permissions, rateLimits: [] })
    const shown = headers['x-latchwork-permissions'] ?? ''
    expect(shown.length).toBeLessThanOrEqual(2_048)
    expect(shown.length).toBeGreaterThan(2_000)
    const names = shown.split(' ')
    expect(names).toEqual(permissions.slice(0, names.length))
    expect(JSON.stringify(headers)).not.toContain('injected')
  })
})

describe('a refusal', () => {
  test('of a credential is the same, to the byte, however it is bad', async () => {
    const revoked = await issue({ name: 'revoked' })
    const path = `/api/v1/keys/${revoked.id}`
    await stage.ask({ method: 'DELETE', path, token: stage.a.people.OWNER.token })
    const { kestrel, heron, zebra } = stage.keys
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
    const ways: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${revoked.secret}` },
      { 'x-api-key': heron.secret },
      { 'x-api-key': zebra.secret },
      { authorization: `Bearer ${kestrel.secret}`, 'x-api-key': kestrel.secret },
      { authorization: 'Digest x' },
      { authorization: `Bearer ${'x'.repeat(10_000)}` },
      { authorization: `Bearer ${stage.a.people.OWNER.token}` },
      { cookie: 'latchwork.session=forged' },
      basic(`${heron.id}:${kestrel.secret}`),
      basic('no colon'),
    ]
    const answers = await Promise.all(ways.map((headers) => through(headers)))
    expect(answers[0]?.status).toBe(401)
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer realm="Latchwork"')
    const plain = answers.map(({ status, headers, text }) => JSON.stringify([status, [...headers], text]))
    expect(new Set(plain).size).toBe(1)
    expect(answers.flatMap(latchworkHeaders)).toEqual([])
  })

  test('of a gateway is the same, to the byte, whatever is wrong with it, and no answer about its client', async () => {
    const authorization = `Bearer ${stage.keys.kestrel.secret}`
    const { OWNER } = stage.a.people
    const shown: (string | null)[] = [
      null,
      '',
      'nothing',
      stage.keys.kestrel.secret,
      stage.keys.zebra.secret,
      OWNER.token,
      `Bearer ${stage.master.secret}`,
      'x'.repeat(10_000),
    ]
    const answers = await Promise.all(
      shown.map((secret) =>
        stage.ask({
          method: 'GET',
          path: `/api/v1/authorize/${stage.a.first.id}`,
          headers: {
            authorization,
            'x-request-id': 'one-and-the-same',
            ...(secret === null ? {} : { [gatewayKeyHeader]: secret }),
          },
        }),
      ),
    )
    const elsewhere = await Promise.all(
      [stage.a.second.id, stage.b.first.id, '0198c0de-0000-7000-8000-000000000000', 'no-id'].map((id) =>
        through({ authorization }, '', { path: `/api/v1/authorize/${id}` }),
      ),
    )
    const all = [...answers, ...elsewhere]
    expect(all[0]?.status).toBe(404)
    const plain = all.map(({ status, headers, text }) => JSON.stringify([status, [...headers], text]))
    expect(new Set(plain).size).toBe(1)
  })

  test('of a person: a portal’s session is no gateway', async () => {
    const { OWNER } = stage.a.people
    const answer = await stage.ask({
      method: 'GET',
      path: `/api/v1/authorize/${stage.a.first.id}`,
      token: OWNER.token,
    })
    expect(answer.status).toBe(404)
  })
})

describe('what a client sends', () => {
  test('is no part of the question: a parameter given twice, or unknown, refuses it', async () => {
    const headers = { authorization: `Bearer ${stage.keys.kestrel.secret}` }
    for (const query of ['?permissions=data:read&permissions=x', '?cost=1&cost=0', '?cost=0&ip=203.0.113.7'])
      expect((await through(headers, query)).status, query).toBe(400)
  })

  test('says nothing of its address: that is for the gateway, in the header that server.ts stamps', async () => {
    const listed = await issue({ name: 'listed', ipAllowlist: ['203.0.113.7'] })
    const authorization = `Bearer ${listed.secret}`
    expect((await through({ authorization, 'x-forwarded-for': '203.0.113.7' })).status).toBe(403)
    expect((await through({ authorization, [forwardedAddressHeader]: '203.0.113.7' })).status).toBe(200)
  })
})
