import { createServer, type IncomingMessage } from 'node:http'
import { duplexPair } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyKey } from '#lib/contracts/verification.ts'
import { type PlainRequest, readPlain } from './plain.ts'

const line = `POST ${verifyKey.path} HTTP/1.1`
const usual = {
  Host: 'localhost',
  'Content-Type': 'application/json',
  Authorization: 'Bearer lw_secret',
  'Content-Length': '13',
}
const body = '{"key":"lw_a"'.slice(0, 13)

type Pairs = readonly (readonly [string, string])[]

function written(pairs: Pairs, { first = line, content = body } = {}): string {
  return `${first}\r\n${pairs.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${content}`
}

const withHeaders = (more: Record<string, string>) => written(Object.entries({ ...usual, ...more }))
const without = (name: string) => written(Object.entries(usual).filter(([one]) => one !== name))

describe('a plain request', () => {
  test('is read to its last byte and no further', () => {
    const text = withHeaders({
      'User-Agent': 'checkout/1.0',
      'X-Request-Id': 'request-1',
      'X-Forwarded-For': '203.0.113.1',
    })
    expect(readPlain(`${text}POST /next`)).toEqual({
      secret: 'lw_secret',
      host: 'localhost',
      id: 'request-1',
      userAgent: 'checkout/1.0',
      forwardedFor: '203.0.113.1',
      body,
      size: text.length,
    })
  })

  test('may come in pieces, wherever they part', () => {
    const text = withHeaders({ 'User-Agent': 'checkout/1.0' })
    for (let at = 0; at < text.length; at += 1) expect(readPlain(text.slice(0, at))).toBe('more')
  })

  test.each([
    ['names in any case', { HOST: 'a', 'content-type': 'application/json' }],
    ['a header that decides nothing', { 'X-Anything': 'goes', Accept: '*/*' }],
    ['a charset that it cannot but have', { 'content-type': 'Application/JSON; charset=UTF-8' }],
    ['an open connection that it asks for', { Connection: 'Keep-Alive' }],
    ['white space around a value', { 'X-Request-Id': ' \t request-2 \t ' }],
  ])('may have %s', (_, more) => {
    const pairs = Object.entries({ ...usual, ...more }).filter(
      ([name], at, all) => all.findLastIndex(([other]) => other.toLowerCase() === name.toLowerCase()) === at,
    )
    expect(readPlain(written(pairs))).toMatchObject({ secret: 'lw_secret', body })
  })

  test('gets an id where it brings none, or one that is not harmless', () => {
    for (const text of [withHeaders({}), withHeaders({ 'X-Request-Id': '<b>' })])
      expect(readPlain(text)).toMatchObject({ id: expect.stringMatching(/^[\da-f-]{36}$/) })
  })

  test('keeps at most 512 characters of its agent', () => {
    expect(readPlain(withHeaders({ 'User-Agent': 'a'.repeat(600) }))).toMatchObject({
      userAgent: 'a'.repeat(512),
    })
  })
})

describe('left to a whole parser is', () => {
  const twice = (name: string, value: string) => written([...Object.entries(usual), [name, value]])
  test.each([
    ['another method', written(Object.entries(usual), { first: line.replace('POST', 'PUT') })],
    ['another path', written(Object.entries(usual), { first: line.replace('verify', 'verify?a=b') })],
    ['another version', written(Object.entries(usual), { first: line.replace('1.1', '1.0') })],
    ['a path in absolute form', written(Object.entries(usual), { first: line.replace('/', 'http://x/') })],
    ['no host', without('Host')],
    ['no length', without('Content-Length')],
    ['no credential', without('Authorization')],
    ['no type', without('Content-Type')],
    ['two hosts', twice('host', 'other')],
    ['two lengths', twice('content-length', '13')],
    ['two credentials', twice('authorization', 'Bearer lw_other')],
    ['two types', twice('content-type', 'application/json')],
    [
      'two ids',
      twice('x-request-id', 'request-1') &&
        written([...Object.entries(usual), ['x-request-id', 'a-request'], ['x-request-id', 'b-request']]),
    ],
    ['two agents', written([...Object.entries(usual), ['user-agent', 'a'], ['user-agent', 'b']])],
    ['a length with a sign', withHeaders({ 'Content-Length': '+13' })],
    ['a length in parts', withHeaders({ 'Content-Length': '13, 13' })],
    ['a length in hexadecimal', withHeaders({ 'Content-Length': '0xd' })],
    ['a body above 4 KiB', withHeaders({ 'Content-Length': '4097' })],
    ['a body in chunks', withHeaders({ 'Transfer-Encoding': 'chunked' })],
    ['a body that is packed', withHeaders({ 'Content-Encoding': 'gzip' })],
    ['a trailer', withHeaders({ Trailer: 'x-sum' })],
    ['an upgrade', withHeaders({ Upgrade: 'websocket' })],
    ['the end of the connection', withHeaders({ Connection: 'close' })],
    ['headers for the next hop', withHeaders({ Connection: 'keep-alive, x-secret' })],
    ['an expectation', withHeaders({ Expect: '100-continue' })],
    ['a cookie', withHeaders({ Cookie: 'a=b' })],
    ['a second credential', withHeaders({ 'X-Api-Key': 'lw_other' })],
    [
      'a client’s address from two proxies',
      written([
        ...Object.entries(usual),
        ['x-forwarded-for', '203.0.113.1'],
        ['x-forwarded-for', '203.0.113.2'],
      ]),
    ],
    ['a token', withHeaders({ Authorization: 'Bearer a.b.c' })],
    ['another scheme', withHeaders({ Authorization: 'Basic bHdfYTpi' })],
    ['a scheme in another case', withHeaders({ Authorization: 'bearer lw_secret' })],
    ['another type', withHeaders({ 'Content-Type': 'application/json; charset=utf-16' })],
    ['a space before a colon', written(Object.entries(usual)).replace('Host:', 'Host :')],
    ['a folded line', written(Object.entries(usual)).replace('localhost', 'local\r\n host')],
    ['a line that ends in LF', written(Object.entries(usual)).replace('localhost\r\n', 'localhost\n')],
    ['a line that ends in CR', written(Object.entries(usual)).replace('localhost\r\n', 'localhost\r')],
    ['a NUL in a value', withHeaders({ 'X-Anything': 'a\0b' })],
    ['a header without a name', written(Object.entries(usual)).replace('Host', '')],
    ['an empty line before it', `\r\n${written(Object.entries(usual))}`],
    [
      '101 headers',
      written([...Object.entries(usual), ...Array.from({ length: 97 }, (_, at) => [`x-${at}`, ''] as const)]),
    ],
    ['headers above 8 KiB', withHeaders({ 'X-Long': 'a'.repeat(8_200) })],
    ['headers above 8 KiB that have not ended', `${line}\r\nX-Long: ${'a'.repeat(8_200)}`],
  ])('%s', (_, text) => {
    expect(readPlain(text)).toBeNull()
  })
})

interface Seen {
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

/** The requests that Node's own parser finds in a text. */
function nodeReads(text: string): Promise<Seen[]> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const one: Seen = { url: `${request.method} ${request.url}`, headers: request.headers, body: '' }
    seen.push(one)
    request.setEncoding('latin1').on('data', (part: string) => {
      one.body += part
    })
    request.on('end', () => response.end())
  })
  const [near, far] = duplexPair()
  server.emit('connection', far)
  return new Promise((resolve) => {
    near.on('close', () => resolve(seen)).resume()
    near.on('end', () => near.destroy())
    near.end(text, 'latin1')
  })
}

/** Requests that are plain, nearly plain, and far from it. */
const requests = fc
  .record({
    pairs: fc.array(
      fc.oneof(
        fc.constantFrom<readonly [string, string]>(...Object.entries(usual)),
        fc.tuple(
          fc.constantFrom(
            'content-length',
            'Transfer-Encoding',
            'host',
            'connection',
            'x-request-id',
            'X-A',
            'expect',
          ),
          fc.constantFrom(
            '13',
            '5',
            '013',
            ' 13',
            '+13',
            'chunked',
            'keep-alive',
            'close',
            'a:b',
            '',
            'x\ty',
            'request-9',
            '100-continue',
          ),
        ),
      ),
      { minLength: 0, maxLength: 4 },
    ),
    place: fc.nat({ max: 4 }),
    mutation: fc.option(
      fc.record({
        at: fc.nat({ max: 260 }),
        cut: fc.nat({ max: 2 }),
        put: fc.constantFrom('', '\r', '\n', '\r\n', ' ', '\t', '\0', ':', '\x7f', '0', ',', 'a'),
      }),
      { freq: 3 },
    ),
    content: fc.constantFrom(body, '{}', `${body}GET / HTTP/1.1\r\n\r\n`, '0\r\n\r\n'),
  })
  .map(({ pairs, place, mutation, content }) => {
    const all: (readonly [string, string])[] = Object.entries(usual)
    all.splice(place, 0, ...pairs.filter(([name]) => !(name in usual)))
    const text = written(all, { content })
    if (!mutation) return text
    const { at, cut, put } = mutation
    return text.slice(0, at) + put + text.slice(at + cut)
  })

/*
 * What one reader takes for the end of a request and another does not is how requests are smuggled past whoever stands in
 * between. So whatever is read here, Node's parser reads too: the same values, the same body, the same place where the next begins.
 */
test('what is read here, Node’s parser reads to the same end and with the same meaning', async () => {
  const next = 'GET /the-next-one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  let read = 0
  await fc.assert(
    fc.asyncProperty(requests, async (text) => {
      const plain = readPlain(text)
      if (plain === null || plain === 'more') return
      read += 1
      const { secret, body: content, size }: PlainRequest = plain
      const [first, second, ...rest] = await nodeReads(text.slice(0, size) + next)
      expect(first?.url).toBe(line.slice(0, -' HTTP/1.1'.length))
      expect(first?.headers.authorization).toBe(`Bearer ${secret}`)
      expect(first?.headers['content-type']).toBe('application/json')
      expect(first?.headers['transfer-encoding']).toBeUndefined()
      expect(first?.body).toBe(content)
      expect(second?.url).toBe('GET /the-next-one')
      expect(rest).toEqual([])
    }),
    { numRuns: 4_000 },
  )
  // A property of nothing holds as well.
  expect(read).toBeGreaterThan(300)
})
