import { afterEach, expect, test, vi } from 'vitest'
import { maskOnce, sendRequest } from './try-request.ts'

const request = {
  method: 'POST',
  path: '/api/v1/keys/{keyId}/rotate',
  params: { keyId: 'k' },
  query: {},
  headers: { 'If-Match': '', 'Idempotency-Key': 'once' },
  body: { graceSeconds: 0 },
} as const

function answering(response: Response) {
  const fetched = vi.fn(async (_address: string, _options: RequestInit) => response)
  vi.stubGlobal('fetch', fetched)
  return fetched
}
afterEach(() => vi.unstubAllGlobals())

test('a pasted key travels in the Authorization header alone, without the session', async () => {
  const fetched = answering(new Response('{}'))
  await sendRequest(request, { kind: 'key', key: ' the-key ' }, new AbortController().signal)
  const [address, options] = fetched.mock.calls[0] ?? []
  expect(address).toBe('/api/v1/keys/k/rotate')
  expect(Object.fromEntries(new Headers(options?.headers))).toEqual({
    accept: 'application/json',
    authorization: 'Bearer the-key',
    'content-type': 'application/json',
    'idempotency-key': 'once',
  })
  expect(options).toMatchObject({ method: 'POST', credentials: 'omit', body: '{"graceSeconds":0}' })
})

test('the session travels as the cookie, and nothing beside it', async () => {
  const fetched = answering(new Response('{}'))
  await sendRequest(request, { kind: 'session' }, new AbortController().signal)
  const [, options] = fetched.mock.calls[0] ?? []
  expect(options?.credentials).toBe('same-origin')
  expect(new Headers(options?.headers).has('authorization')).toBe(false)
})

test('a refusal is an answer like any, with the headers that matter', async () => {
  answering(
    new Response('{"code":"rate_limited"}', {
      status: 429,
      headers: { 'retry-after': '7', 'content-type': 'application/problem+json', 'x-other': '1' },
    }),
  )
  expect(await sendRequest(request, { kind: 'none' }, new AbortController().signal)).toMatchObject({
    status: 429,
    isJson: true,
    body: { code: 'rate_limited' },
    headers: [
      ['content-type', 'application/problem+json'],
      ['retry-after', '7'],
    ],
  })
})

test('what is shown once is dots until it is asked for; a replay has nothing to hide', () => {
  expect(maskOnce({ id: 1, secret: 's', codes: ['a', 'b'] }, ['secret', 'codes'])).toEqual({
    shown: { id: 1, secret: '••••••••', codes: ['••••••••', '••••••••'] },
    hidden: true,
  })
  expect(maskOnce({ id: 1, secret: null }, ['secret'])).toEqual({
    shown: { id: 1, secret: null },
    hidden: false,
  })
  expect(maskOnce('text', ['secret'])).toEqual({ shown: 'text', hidden: false })
})
