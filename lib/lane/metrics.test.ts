import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problem } from '#lib/contracts/problem.ts'
import { forgetEnv } from '#lib/env.ts'
import { metricsLane } from './metrics.ts'

const token = 'a-token-of-the-collector'
let server: Server
let origin: string

beforeAll(async () => {
  server = createServer((request, response) => {
    request.headers['x-request-id'] ??= 'request-17'
    if (!metricsLane(request, response)) response.writeHead(404).end('somebody else')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

function set(value: string | undefined): void {
  if (value === undefined) delete process.env.LATCHWORK_METRICS_TOKEN
  else process.env.LATCHWORK_METRICS_TOKEN = value
  forgetEnv()
}

const ask = (path: string, authorization?: string, method = 'GET') =>
  fetch(`${origin}${path}`, { method, headers: authorization ? { authorization } : {} })

test('without a token in the environment the address is nobody’s', async () => {
  set(undefined)
  for (const authorization of [undefined, 'Bearer', `Bearer ${token}`, 'Bearer undefined']) {
    const answer = await ask('/metrics', authorization)
    expect([answer.status, await answer.text()]).toEqual([404, 'somebody else'])
  }
})

test('the token, and nothing like it, opens the metrics', async () => {
  set(token)
  const wrong = [
    undefined,
    'Bearer',
    'Bearer ',
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    token,
    `Basic ${token}`,
  ]
  for (const authorization of wrong) {
    const answer = await ask('/metrics', authorization)
    expect(answer.status, authorization).toBe(401)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(problem.parse(await answer.json())).toMatchObject({
      code: 'unauthenticated',
      requestId: 'request-17',
    })
  }
  for (const path of ['/metrics', '/metrics?name[]=up']) {
    const answer = await ask(path, `Bearer ${token}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('latchwork_verifications_total')
  }
})

test('HEAD is answered without a body, and nothing else but GET is taken', async () => {
  set(token)
  const head = await ask('/metrics', `Bearer ${token}`, 'HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
  const post = await ask('/metrics', `Bearer ${token}`, 'POST')
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

test.each(['/metrics/', '/metrics/x', '/Metrics', '/metricsx', '/api/metrics', '/'])(
  '%s is not it',
  async (path) => {
    set(token)
    expect((await ask(path, `Bearer ${token}`)).status).toBe(404)
  },
)
