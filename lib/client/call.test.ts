import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest'
import type { IssuedKey } from '#lib/contracts/api-key.ts'
import { createKey, getKey, listKeys, revokeKey, updateKey } from '#lib/contracts/keys.ts'
import { listProjects } from '#lib/contracts/projects.ts'
import { getLive } from '#lib/contracts/service.ts'
import { type CallReply, client, requestParts } from './call.ts'
import { ApiProblem } from './problem.ts'

const keyId = '0193b0f4-1111-7000-8000-000000000001'

describe('an input is parted by the schemas of its operation', () => {
  test('path parameters go into the path, escaped', () => {
    expect(requestParts(getKey, { keyId: 'a/b?c' })).toEqual({
      path: '/api/v1/keys/a%2Fb%3Fc',
      body: undefined,
    })
  })

  test('query fields go into the query: lists with commas, nothing for what is undefined', () => {
    const { path } = requestParts(listKeys, {
      status: ['active', 'expiring'],
      neverUsed: true,
      q: 'a & b',
      limit: 20,
      owner: undefined,
    })
    expect(path).toBe('/api/v1/keys?status=active%2Cexpiring&neverUsed=true&q=a+%26+b&limit=20')
  })

  test('everything else is the body', () => {
    expect(requestParts(updateKey, { keyId, name: 'A', expiresAt: null, level: undefined })).toEqual({
      path: `/api/v1/keys/${keyId}`,
      body: '{"name":"A","expiresAt":null}',
    })
  })

  test('a DELETE with a query has no body', () => {
    expect(requestParts(revokeKey, { keyId, reason: 'leaked' })).toEqual({
      path: `/api/v1/keys/${keyId}?reason=leaked`,
      body: undefined,
    })
  })

  test('a missing path parameter and a field that belongs nowhere are mistakes of ours', () => {
    expect(() => requestParts(getKey, {})).toThrow(TypeError)
    expect(() => requestParts(getKey, { keyId, name: 'x' })).toThrow('getKey takes no name')
  })
})

describe('a call', () => {
  let server: Server
  let seen: { request: IncomingMessage; body: string }
  let answer: (response: ServerResponse) => void
  let baseUrl: string

  beforeEach(async () => {
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      seen = { request, body }
      answer(response)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const json = (status: number, value: unknown, headers: Record<string, string> = {}) => {
    answer = (response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1', ...headers })
        .end(JSON.stringify(value))
  }
  const failure = async (run: Promise<unknown>): Promise<ApiProblem> => {
    const error = await run.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ApiProblem)
    return error as ApiProblem
  }

  test('carries the bearer, the version and the idempotency key', async () => {
    json(404, null)
    await failure(
      client({ baseUrl, bearer: 'token-1' })(
        createKey,
        { name: 'A' },
        { ifVersion: 3, idempotencyKey: 'idem-1' },
      ),
    )
    expect(seen.request.method).toBe('POST')
    expect(seen.request.url).toBe('/api/v1/keys')
    expect(seen.request.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'if-match': '"3"',
      'idempotency-key': 'idem-1',
      'content-type': 'application/json',
    })
    expect(seen.body).toBe('{"name":"A"}')
  })

  test('gives the reply, without what the schema does not know', async () => {
    json(200, { items: [], nextCursor: null, extra: 1 })
    const reply = await client({ baseUrl })(listProjects, {})
    expect(reply).toEqual({ items: [], nextCursor: null })
    expectTypeOf<CallReply<typeof createKey>>().toEqualTypeOf<IssuedKey>()
  })

  test('throws the problem the server gave, with its fields', async () => {
    json(
      400,
      {
        type: 'https://x/problems/invalid',
        title: 'Invalid',
        status: 400,
        code: 'invalid',
        detail: 'The name is taken.',
        errors: [{ path: 'name', message: 'Taken' }],
        requestId: 'r-9',
      },
      { 'content-type': 'application/problem+json', 'retry-after': '7' },
    )
    const problem = await failure(client({ baseUrl })(createKey, { name: 'A' }))
    expect(problem).toMatchObject({
      code: 'invalid',
      status: 400,
      message: 'The name is taken.',
      fields: [{ path: 'name', message: 'Taken' }],
      requestId: 'r-9',
      retryAfter: 7,
    })
  })

  test('a refusal that is no problem document is unreadable, but a bare 503 still passes', async () => {
    answer = (response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')
    expect(await failure(client({ baseUrl })(getLive, {}))).toMatchObject({ code: 'unreadable', status: 502 })
    answer = (response) => response.writeHead(503, { 'retry-after': '2' }).end('away')
    expect(await failure(client({ baseUrl })(getLive, {}))).toMatchObject({
      code: 'unavailable',
      status: 503,
      retryAfter: 2,
    })
  })

  test('a 200 of another shape, or not JSON at all, is unreadable', async () => {
    json(200, { status: 'fine' })
    expect(await failure(client({ baseUrl })(getLive, {}))).toMatchObject({
      code: 'unreadable',
      requestId: 'r-1',
    })
    answer = (response) => response.writeHead(200).end('<html>')
    expect((await failure(client({ baseUrl })(getLive, {}))).code).toBe('unreadable')
  })

  test('a redirect is not followed', async () => {
    answer = (response) => response.writeHead(302, { location: 'https://elsewhere.invalid/' }).end()
    expect((await failure(client({ baseUrl })(getLive, {}))).code).toBe('network')
  })

  test('no answer is a network problem, and giving up is not', async () => {
    answer = (response) => response.destroy()
    expect((await failure(client({ baseUrl })(getLive, {}))).code).toBe('network')
    const gaveUp = new AbortController()
    answer = () => gaveUp.abort()
    const error = await client({ baseUrl })(getLive, {}, { signal: gaveUp.signal }).catch((thrown) => thrown)
    expect(error).not.toBeInstanceOf(ApiProblem)
    expect(error.name).toBe('AbortError')
  })
})
