import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import {
  answers,
  breaksOff,
  closePeers,
  drops,
  good,
  peer,
  problem,
  stalls,
  stallsInTheBody,
} from './testing/server.ts'
import { createVerifier, LatchworkError } from './verifier.ts'

closePeers()

const key = 'lw_the_key_of_this_service'
const shown = 'lw_the_key_that_was_shown'
/** No call of these is about time: none is to end for it, on whatever machine. */
const usual = { key, timeout: 20_000 }

/** The error that a call ends with. */
async function failure(call: Promise<unknown>): Promise<LatchworkError> {
  const error = await call.then(
    (value) => new Error(`There was a verdict: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(LatchworkError)
  return error as LatchworkError
}

describe('a verdict', () => {
  test('of a good key says whose it is and what it may do', async () => {
    const { origin, received } = await peer(
      answers({ ...good, rateLimits: [{ name: 'm', limit: 5, remaining: 4, reset: 9 }] }),
    )
    const verdict = await createVerifier({ origin, ...usual }).verify(shown, {
      permissions: ['orders:read', 'orders:write'],
      ip: '203.0.113.7',
      userAgent: 'curl/8',
      cost: 3,
    })
    expect(verdict).toEqual({ ...good, rateLimits: [{ name: 'm', limit: 5, remaining: 4, reset: 9 }] })
    expect(received[0]).toMatchObject({ path: '/api/v1/keys/verify' })
    expect(received[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      key: shown,
      permissions: 'orders:read and orders:write',
      ip: '203.0.113.7',
      userAgent: 'curl/8',
      cost: 3,
    })
  })

  test('of a refused key has its id and nothing of what it could do', async () => {
    const { origin } = await peer(answers({ ...good, valid: false, code: 'REVOKED' }))
    const verdict = await createVerifier({ origin, ...usual }).verify(shown)
    expect(verdict).toEqual({ valid: false, code: 'REVOKED', keyId: good.key.id, rateLimits: [] })
  })

  test('on what no key can be is a refusal, and nobody is asked', async () => {
    const { origin, received } = await peer(answers(good))
    const { verify, verifyMany } = createVerifier({ origin, ...usual })
    for (const none of ['', 'x'.repeat(501)])
      expect(await verify(none)).toMatchObject({ valid: false, code: 'NOT_FOUND', keyId: null })
    expect(await verifyMany([{ key: '' }])).toMatchObject([{ valid: false, code: 'NOT_FOUND' }])
    expect(received).toEqual([])
  })
})

describe('never valid on doubt:', () => {
  const { key: record, ...keyless } = good
  test.each<[string, unknown]>([
    ['no JSON', 'valid'],
    ['an empty body', ''],
    ['JSON that is cut off', '{"valid":true,"code":"VALID"'],
    ['null', 'null'],
    ['a list', [good]],
    ['valid without a key', keyless],
    ['valid with another code', { ...good, code: 'REVOKED' }],
    ['valid without a code', { valid: true, key: record }],
    ['valid that is a word', { ...good, valid: 'true' }],
    ['valid that is a number', { ...good, valid: 1 }],
    ['not valid with the code of what is', { ...good, valid: false }],
    ['a code nobody knows', { valid: false, code: 'MAYBE' }],
    ['a code of every object', { valid: false, code: 'constructor' }],
    ['a key without an id', { ...good, key: { ...record, id: '' } }],
    ['permissions that are no list', { ...good, key: { ...record, permissions: 'orders:read' } }],
    ['limits that are none', { ...good, rateLimits: [{}] }],
  ])('%s is no verdict', async (_, body) => {
    const { origin, received } = await peer(answers(body))
    expect((await failure(createVerifier({ origin, ...usual }).verify(shown))).code).toBe('unavailable')
    // What one reply made no sense of, another would not.
    expect(received).toHaveLength(1)
  })

  test.each([
    ['a redirect', 302, 'unavailable'],
    ['another success', 204, 'unavailable'],
    ['bad request', 400, 'invalid'],
    ['a key that is not taken', 401, 'unauthorized'],
    ['a key that may not', 403, 'forbidden'],
    ['an address that is not there', 404, 'invalid'],
    ['too many requests', 429, 'unavailable'],
    ['a fault of the server', 500, 'unavailable'],
  ] as const)('%s is an error with a name, and not asked again', async (_, status, code) => {
    const { origin, received } = await peer(
      answers(status === 204 ? '' : good, status, { location: '/elsewhere', 'x-request-id': 'request-17' }),
    )
    const error = await failure(createVerifier({ origin, ...usual }).verify(shown))
    expect(error).toMatchObject({ code, status, requestId: 'request-17' })
    expect(received).toHaveLength(1)
  })

  test('an error holds neither key', async () => {
    const { origin } = await peer(problem('forbidden', 403))
    const error = await failure(createVerifier({ origin, ...usual }).verify(shown))
    expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toMatch(/lw_the_key/)
  })
})

describe('what may be asked again', () => {
  test.each([502, 503, 504])('is a %i, and its answer is the verdict', async (status) => {
    const { origin, received } = await peer(problem('unavailable', status), answers(good))
    expect((await createVerifier({ origin, ...usual }).verify(shown)).valid).toBe(true)
    expect(received).toHaveLength(2)
  })

  test.each([
    ['that was dropped', drops],
    ['whose answer broke off', breaksOff],
  ])('is a request %s', async (_, reaction) => {
    const { origin, received } = await peer(reaction, answers(good))
    expect((await createVerifier({ origin, ...usual }).verify(shown)).valid).toBe(true)
    expect(received).toHaveLength(2)
  })

  test('is not what may have been counted, for whom counting twice is worse than an error', async () => {
    for (const reaction of [drops, problem('unavailable', 504)]) {
      const { origin, received } = await peer(reaction, answers(good))
      const { verify } = createVerifier({ origin, ...usual, mayCountTwice: false })
      expect((await failure(verify(shown))).code).toBe('unavailable')
      expect(received).toHaveLength(1)
    }
  })

  test('is, even then, what takes nothing and what was certainly not counted', async () => {
    const free = await peer(drops, answers(good))
    const exact = { ...usual, mayCountTwice: false }
    expect((await createVerifier({ origin: free.origin, ...exact }).verify(shown, { cost: 0 })).valid).toBe(
      true,
    )
    const away = await peer(problem('unavailable', 503), answers(good))
    expect((await createVerifier({ origin: away.origin, ...exact }).verify(shown)).valid).toBe(true)
  })

  test('is asked no more often than was said', async () => {
    const { origin, received } = await peer(problem('unavailable', 503))
    for (const retries of [0, 1, 3]) {
      received.length = 0
      await failure(createVerifier({ origin, ...usual, retries }).verify(shown))
      expect(received).toHaveLength(1 + retries)
    }
  })

  test('waits as long as Retry-After says', async () => {
    const { origin } = await peer(answers({}, 503, { 'retry-after': '1' }), answers(good))
    const begun = performance.now()
    expect((await createVerifier({ origin, key, timeout: 5_000 }).verify(shown)).valid).toBe(true)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1_000)
  })

  test('is told at once where Retry-After lies beyond the deadline', async () => {
    const { origin, received } = await peer(answers({}, 503, { 'retry-after': '30' }))
    const begun = performance.now()
    const error = await failure(createVerifier({ origin, key, timeout: 20_000 }).verify(shown))
    expect(error).toMatchObject({ code: 'unavailable', status: 503, retryAfter: 30 })
    expect(performance.now() - begun).toBeLessThan(4_000)
    expect(received).toHaveLength(1)
  })

  test('of an outage is a tenth of the calls, not a multiple of them', async () => {
    const { origin, received } = await peer(problem('unavailable', 503))
    const { verify } = createVerifier({
      origin,
      key,
      timeout: 10_000,
      retries: 3,
      budget: { ratio: 0.1, burst: 5 },
    })
    for (let round = 0; round < 200; round += 1) await failure(verify(shown))
    // 200 calls, the burst, and a tenth of 200.
    expect(received.length).toBeGreaterThan(215)
    expect(received.length).toBeLessThanOrEqual(225)
  })

  test('is a server that is not there, until it is', async () => {
    const { origin, close } = await peer(answers(good))
    await close()
    const { verify } = createVerifier({ origin, ...usual, mayCountTwice: false })
    const error = await failure(verify(shown))
    expect(error.code).toBe('unavailable')
    expect(error.cause).toBeInstanceOf(Error)
  })
})

describe('the deadline', () => {
  test.each([
    ['a server that says nothing', stalls],
    ['an answer that does not end', stallsInTheBody],
  ])('ends the wait for %s', async (_, reaction) => {
    const { origin } = await peer(reaction)
    const begun = performance.now()
    const error = await failure(createVerifier({ origin, key, timeout: 1_000 }).verify(shown))
    expect(error.code).toBe('timeout')
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('covers all attempts together', async () => {
    const late = (response: Parameters<typeof drops>[0]) =>
      void sleep(500).then(() => response.writeHead(503).end())
    const { origin } = await peer(late)
    const begun = performance.now()
    const error = await failure(createVerifier({ origin, key, timeout: 1_200, retries: 10 }).verify(shown))
    expect(['timeout', 'unavailable']).toContain(error.code)
    // Eleven attempts take longer.
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('holds even where the given fetch does not listen to its signal', async () => {
    const deaf = createVerifier({
      origin: 'http://127.0.0.1:1',
      key,
      timeout: 100,
      fetch: () => new Promise(() => {}),
    })
    expect((await failure(deaf.verify(shown))).code).toBe('timeout')
  })

  test('does not stand in the way of the caller’s own', async () => {
    const { origin, received } = await peer(stalls)
    const { verify } = createVerifier({ origin, key, timeout: 10_000 })
    const own = new AbortController()
    const reason = new Error('the client has gone')
    setTimeout(() => own.abort(reason), 100)
    await expect(verify(shown, { signal: own.signal })).rejects.toBe(reason)
    await expect(verify(shown, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(received).toHaveLength(1)
  })
})

test('a call leaves no timer and no listener behind', async () => {
  const { origin } = await peer(
    answers(good),
    problem('unavailable', 503),
    answers(good),
    problem('forbidden', 403),
  )
  const { verify } = createVerifier({ origin, key, timeout: 60_000 })
  const { signal } = new AbortController()
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  await verify(shown, { signal })
  const before = timers()
  for (let round = 0; round < 10; round += 1) await verify(shown, { signal }).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(timers()).toBeLessThan(before + 10)
})

describe('many keys', () => {
  test('are asked about at once, and answered in their order', async () => {
    const refused = { valid: false, code: 'NOT_FOUND' }
    const { origin, received } = await peer(answers({ results: [good, refused] }))
    const { verifyMany } = createVerifier({ origin, ...usual })
    const verdicts = await verifyMany([
      { key: 'a', permissions: ['orders:read'] },
      { key: '' },
      { key: 'b', cost: 0 },
    ])
    expect(verdicts.map(({ code }) => code)).toEqual(['VALID', 'NOT_FOUND', 'NOT_FOUND'])
    expect(received[0]?.path).toBe('/api/v1/keys/verify-batch')
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      keys: [
        { key: 'a', permissions: 'orders:read' },
        { key: 'b', cost: 0 },
      ],
    })
  })

  test.each<[string, unknown]>([
    ['too few', { results: [good] }],
    ['too many', { results: [good, good, good] }],
    ['one that makes no sense', { results: [good, { valid: true }] }],
    ['no list', { results: good }],
    ['nothing', {}],
  ])('have no verdict where there are %s', async (_, body) => {
    const { origin } = await peer(answers(body))
    const { verifyMany } = createVerifier({ origin, ...usual })
    expect((await failure(verifyMany([{ key: 'a' }, { key: 'b' }]))).code).toBe('unavailable')
  })

  test('are at most a hundred, and may be none', async () => {
    const { origin, received } = await peer(answers({ results: [] }))
    const { verifyMany } = createVerifier({ origin, ...usual })
    expect((await failure(verifyMany(Array.from({ length: 101 }, () => ({ key: 'a' }))))).code).toBe(
      'invalid',
    )
    expect(await verifyMany([])).toEqual([])
    expect(received).toEqual([])
  })
})

test('one connection serves call after call, also after errors', async () => {
  const { origin, connections, received } = await peer(
    answers(good),
    problem('forbidden', 403),
    problem('unavailable', 503),
    answers(good),
  )
  const { verify } = createVerifier({ origin, ...usual })
  for (let round = 0; round < 50; round += 1) {
    await verify(shown).catch(() => {})
    // Node's fetch has a second connection for a call that comes in the very instant in which the last one ends.
    await sleep(1)
  }
  expect(received.length).toBeGreaterThanOrEqual(50)
  expect(connections()).toBe(1)
})

test('a list of permissions cannot smuggle a query', async () => {
  const { origin, received } = await peer(answers(good))
  const { verify } = createVerifier({ origin, ...usual })
  for (const name of ['a or b', 'or', 'and', '(a', '', 'A', 'a:b:c:d', 'a b'])
    expect((await failure(verify(shown, { permissions: ['orders:read', name] }))).code).toBe('invalid')
  expect(received).toEqual([])
})

test.each([
  ['no address', { origin: 'keys.example.com' }],
  ['a path', { origin: 'https://keys.example.com/api' }],
  ['a password', { origin: 'https://a:b@keys.example.com' }],
  ['another protocol', { origin: 'ftp://keys.example.com' }],
  ['no key', { key: '' }],
  ['a key with a line end', { key: 'a\nb' }],
  ['no time', { timeout: 0 }],
  ['retries without an end', { retries: Number.POSITIVE_INFINITY }],
])('options with %s are refused before anything is asked', (_, wrong) => {
  expect(() => createVerifier({ origin: 'https://keys.example.com', key, ...wrong })).toThrow(/must be/)
})
