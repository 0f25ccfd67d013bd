import { gatewayKeyHeader, type Operation } from '#lib/contracts/operation.ts'
import { bodyText } from './form.ts'
import {
  forgedCursors,
  hostileStrings,
  hostileValues,
  jsonText,
  nested,
  privateFields,
  Raw,
} from './hostile.ts'
import type { Random } from './random.ts'
import { fieldsOf, type Path, places } from './schema.ts'
import type { Sent } from './world.ts'

/** A request to spoil: one that is good. */
export interface Good {
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  body: unknown
  token: string | null
  headers: Readonly<Record<string, string>>
  /** A cursor that the operation gave, where it gives any. */
  cursor: string | null
}

export interface BadRequest {
  label: string
  sent: Sent
  /** Refused whatever the schemas say. */
  mustRefuse: boolean
  /** The one status that will do. */
  status?: number
}

/**
 * Spoils a good request in as many ways as asked for, chosen by chance.
 * @param everyKind first one of each kind, then some of those of which there are many
 * @returns at least `count`
 */
export function badRequests(
  operation: Operation,
  good: Good,
  random: Random,
  count: number,
  everyKind: boolean,
): BadRequest[] {
  const always = [
    ...rawBodies(operation, good),
    ...contentTypes(operation, good),
    ...assigned(operation, good),
    ...credentials(operation, good),
    ...preconditions(operation, good),
    ...cursors(operation, good),
  ]
  const sometimes = random.shuffle([
    ...spoiledBodies(operation, good),
    ...spoiledQueries(operation, good),
    ...spoiledPaths(operation, good),
  ])
  if (!everyKind) return random.shuffle([...always, ...sometimes.slice(0, count)]).slice(0, count)
  return [...always, ...sometimes.slice(0, Math.max(60, count - always.length))]
}

/** The good request with parts of it replaced. */
function request(
  operation: Operation,
  good: Good,
  parts: {
    params?: Record<string, string>
    query?: string
    body?: string | Uint8Array
    headers?: Record<string, string>
  } = {},
): Sent {
  const params = { ...good.params, ...parts.params }
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  )
  const query = parts.query ?? new URLSearchParams(good.query).toString()
  const { encoding } = operation
  const body =
    parts.body ?? (operation.body && good.body !== undefined ? bodyText(encoding, good.body) : undefined)
  return {
    method: operation.method,
    path: query ? `${path}?${query}` : path,
    token: parts.headers?.authorization === undefined ? good.token : null,
    headers: { ...good.headers, ...parts.headers },
    ...(body === undefined ? {} : { body, encoding }),
  }
}

const takesBytes = (operation: Operation) => operation.method !== 'GET'

function rawBodies(operation: Operation, good: Good): BadRequest[] {
  if (!takesBytes(operation)) return []
  const text = operation.body ? bodyText(operation.encoding, good.body) : '{"a":1}'
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
  const first = Object.keys((good.body as object | undefined) ?? { a: 1 })[0] ?? 'a'
  const kinds: Record<string, string | Uint8Array> = {
    'no body': '',
    'white space': ' \n',
    null: 'null',
    true: 'true',
    'a number': '0',
    'a string': '"text"',
    'an array': '[]',
    'an array of the good body': `[${text}]`,
    'an opening brace': '{',
    'a body cut by one byte': text.slice(0, -1),
    'half a body': text.slice(0, Math.ceil(text.length / 2)),
    'a body twice': text + text,
    'a body and more': `${text}x`,
    'a trailing comma': `${text.slice(0, -1)},}`,
    'single quotes': text.replaceAll('"', "'"),
    'a comment': `/* */${text}`,
    NaN: 'NaN',
    'a byte order mark': bytes([0xef, 0xbb, 0xbf], text),
    'UTF-16': new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le')),
    'a byte that is no UTF-8': bytes('{"', [0xff], '":1}'),
    'overlong UTF-8': bytes('{"', [0xc0, 0x80], '":1}'),
    'a surrogate in UTF-8': bytes('{"', [0xed, 0xa0, 0x80], '":1}'),
    'a key twice': `{${JSON.stringify(first)}:null,${text.slice(1)}`,
    'arrays 100,000 deep': nested(100_000).text,
    'objects 40,000 deep': `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
    'more than 256 KiB': ' '.repeat(256 * 1024 + 1) + text,
    'a string of 300 kB': JSON.stringify({ [first]: 'x'.repeat(300_000) }),
  }
  return Object.entries(kinds).map(([kind, body]) => ({
    label: `body: ${kind}`,
    sent: request(operation, good, { body }),
    mustRefuse: false,
  }))
}

function contentTypes(operation: Operation, good: Good): BadRequest[] {
  if (!operation.body) return []
  const types = [
    'text/plain',
    'text/html',
    operation.encoding === 'form' ? 'application/json' : 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/octet-stream',
    'json',
    ';application/json',
    'é',
  ]
  return types.map((type) => ({
    label: `content-type: ${type}`,
    sent: request(operation, good, { headers: { 'content-type': type } }),
    mustRefuse: true,
    status: 415,
  }))
}

/** Mass assignment: each private field in the body, or in the query where there is no body. */
function assigned(operation: Operation, good: Good): BadRequest[] {
  const declared = fieldsOf(operation.body ?? operation.query)
  return privateFields
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => {
      const value = '0198c0de-0000-7000-8000-000000000000'
      const added = `${JSON.stringify(name)}:${JSON.stringify(value)}`
      const rest = jsonText(good.body).slice(1)
      // OAuth's forms: what is not known is ignored (RFC 6749, section 3.2), and must be so in truth.
      if (operation.encoding === 'form')
        return {
          label: `a field of the server's: ${name}`,
          sent: request(operation, good, { body: `${name}=${value}&${bodyText('form', good.body)}` }),
          mustRefuse: false,
        }
      const spoiled = operation.body
        ? { body: `{${added}${rest === '}' ? '' : ','}${rest}` }
        : { query: new URLSearchParams({ ...good.query, [name]: value }).toString() }
      // A prototype's name becomes an entry here, where a spread would set the prototype.
      if (!operation.body && name === '__proto__')
        spoiled.query = `${new URLSearchParams(good.query)}&__proto__=${value}`.replace(/^&/, '')
      return {
        label: `a field of the server's: ${name}`,
        sent: request(operation, good, spoiled),
        mustRefuse: true,
        status: 400,
      }
    })
}

function credentials(operation: Operation, good: Good): BadRequest[] {
  const forged = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${Buffer.from('{"sub":"x","sid":"x"}').toString('base64url')}.`
  const values = [
    'Bearer',
    'Bearer  ',
    'Bearer x',
    'Bearer a.b.c',
    `Bearer ${forged}`,
    `Bearer ${'x'.repeat(5000)}`,
    `Bearer ${good.token ?? 'x'} more`,
    'Basic !!!',
    `Basic ${Buffer.from('no colon').toString('base64')}`,
    `Basic ${Buffer.from('id:\0').toString('base64')}`,
    'Digest username="x"',
    'Negotiate x',
    'é',
    'lw_0000000000000000000000000000000000000000000000000',
  ]
  const { authorization: _, ...others } = good.headers
  // A key in the body is a credential too, where the operation is about whoever shows one.
  const inBody = operation.right.kind === 'key' && 'key' in fieldsOf(operation.body)
  const nobody = { ...good, token: null, headers: others, ...(inBody ? { body: undefined } : {}) }
  const cases: Record<string, string>[] = [
    ...values.map((authorization) => ({ authorization })),
    { authorization: 'Bearer x', 'x-api-key': 'y' },
    { 'x-api-key': '' },
    { cookie: 'latchwork.session=forged' },
  ]
  const shown = cases.map((headers) => ({
    label: `credential: ${JSON.stringify(headers).slice(0, 80)}`,
    sent: request(operation, nobody, { headers }),
    // A public operation looks at no credential; a cookie that would change something is asked first where it comes from, but by
    // a dialect, which takes no cookie for a credential.
    ...(operation.right.kind === 'public'
      ? { mustRefuse: false }
      : {
          mustRefuse: true,
          status: headers.cookie && operation.method !== 'GET' && operation.mount === null ? 403 : 401,
        }),
  }))
  if (!operation.gateway) return shown
  // To a gateway that is nobody the address is not there, whatever its client shows.
  const ofGateway = ['', 'x', `Bearer ${good.headers[gatewayKeyHeader]}`, 'x'.repeat(5000), 'é'].map(
    (value) => ({
      label: `credential of the gateway: ${value.slice(0, 20)}`,
      sent: request(operation, good, { headers: { [gatewayKeyHeader]: value } }),
      mustRefuse: true,
      status: 404,
    }),
  )
  return [...shown, ...ofGateway]
}

function preconditions(operation: Operation, good: Good): BadRequest[] {
  const of = (name: string, values: string[], status = 400) =>
    values.map((value) => ({
      label: `${name}: ${value.slice(0, 40)}`,
      sent: request(operation, good, { headers: { [name]: value } }),
      mustRefuse: true,
      status,
    }))
  const wrongTags = ['1', 'W/"1"', '"x"', '"-1"', '"1", "2"', '"99999999999999999999"', '"1e2"', '"', 'é']
  return [
    ...(operation.creates ? of('idempotency-key', ['', ' ', 'two words', 'é', 'x'.repeat(256)]) : []),
    ...(operation.versioned ? of('if-match', wrongTags) : []),
    ...(operation.versioned && operation.errors.includes('precondition_failed')
      ? of('if-match', ['"999999"'], 412)
      : []),
  ]
}

function cursors(operation: Operation, good: Good): BadRequest[] {
  if (!good.cursor) return []
  return forgedCursors(good.cursor).map((cursor) => ({
    label: `cursor: ${cursor.slice(0, 60)}`,
    sent: request(operation, good, { query: new URLSearchParams({ ...good.query, cursor }).toString() }),
    mustRefuse: false,
  }))
}

/** Every place of the body with every hostile value, and without a value. */
function spoiledBodies(operation: Operation, good: Good): BadRequest[] {
  const { body } = operation
  if (!body) return []
  const textOf = (value: unknown) => bodyText(operation.encoding, value)
  return places(body).flatMap(({ at }) => {
    const name = at.join('.') || 'the body'
    const values = hostileValues.map((value) => ({
      label: `${name} = ${jsonText(value).slice(0, 60)}`,
      sent: request(operation, good, { body: textOf(replaced(good.body, at, value)) }),
      mustRefuse: false,
    }))
    const missing = {
      label: `${name} left out`,
      sent: request(operation, good, { body: textOf(replaced(good.body, at, undefined)) }),
      mustRefuse: false,
    }
    return [missing, ...values]
  })
}

/** A copy of a value in which the place `at` holds `value`; undefined takes it out. */
function replaced(whole: unknown, at: Path, value: unknown): unknown {
  const [head, ...rest] = at
  if (head === undefined) return value
  if (Array.isArray(whole) || typeof head === 'number') {
    const list = Array.isArray(whole) ? [...whole] : []
    list[Number(head)] = replaced(list[Number(head)], rest, value)
    return list
  }
  const object = typeof whole === 'object' && whole !== null && !(whole instanceof Raw) ? whole : {}
  return { ...object, [head]: replaced((object as Record<string, unknown>)[head], rest, value) }
}

/** Parameters with hostile values, given twice, and ones that do not exist. */
function spoiledQueries(operation: Operation, good: Good): BadRequest[] {
  const names = Object.keys(fieldsOf(operation.query))
  const plain = new URLSearchParams(good.query).toString()
  const join = (more: string) => (plain ? `${plain}&${more}` : more)
  const of = (label: string, query: string) => ({
    label,
    sent: request(operation, good, { query }),
    mustRefuse: false,
  })
  const known = names.flatMap((name) => [
    ...hostileStrings.map((value) =>
      of(
        `?${name}=${JSON.stringify(value).slice(0, 60)}`,
        new URLSearchParams({ ...good.query, [name]: value }).toString(),
      ),
    ),
    ...['%', '%zz', '%00', '%ff', '%ED%A0%80', '%C0%80'].map((raw) =>
      of(`?${name}=${raw}`, `${name}=${raw}`),
    ),
    of(`?${name} twice`, join(`${name}=1&${name}=1`)),
    of(`?${name}[]`, join(`${name}[]=1`)),
  ])
  const unknown = [...hostileStrings, 'debug', 'admin', 'api_key', 'access_token', 'limit[]', 'a.b'].flatMap(
    (name) => [
      of(`?${JSON.stringify(name).slice(0, 60)}=1`, join(new URLSearchParams({ [name]: '1' }).toString())),
      of(`?x=${JSON.stringify(name).slice(0, 60)}`, join(new URLSearchParams({ x: name }).toString())),
    ],
  )
  return [...known, ...unknown]
}

function spoiledPaths(operation: Operation, good: Good): BadRequest[] {
  return Object.keys(good.params).flatMap((name) =>
    hostileStrings
      .filter(
        (value) => value !== '' && !/^\.{1,2}$/.test(value) && value.isWellFormed() && value.length < 8_000,
      )
      .map((value) => ({
        label: `{${name}} = ${JSON.stringify(value).slice(0, 60)}`,
        sent: request(operation, good, { params: { [name]: value } }),
        mustRefuse: false,
      })),
  )
}
