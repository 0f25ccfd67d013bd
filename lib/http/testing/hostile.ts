/** JSON that `JSON.stringify` would not write: a number beyond doubles, a key that sets a prototype. */
export class Raw {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A value as JSON text, raw parts as they are. */
export function jsonText(value: unknown): string {
  if (value instanceof Raw) return value.text
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`)
      .join(',')}}`
  return JSON.stringify(value ?? null)
}

const uuid = '0198c0de-0000-7000-8000-000000000000'

/** Strings that break parsers, queries, pages, logs and clocks. */
export const hostileStrings: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202etxt.exe',
  '\ufeff',
  '\ufffe',
  '\u0085',
  '\u2028',
  '\x1b[31m',
  'line\r\nX-Injected: 1',
  'é'.normalize('NFD'),
  '𒐫'.repeat(30),
  'x'.repeat(101),
  'x'.repeat(100_000),
  ' '.repeat(50_000),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  "' OR '1'='1' --",
  "'; DROP TABLE api_key; --",
  '%',
  '_',
  '\\',
  '%00',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an attack on template engines, not a template
  '${7*7}',
  '../../../../etc/passwd',
  'file:///etc/passwd',
  '$(id)',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0',
  '1.5',
  '1e309',
  '0x10',
  '9007199254740993',
  '18446744073709551616',
  '+275760-09-13T00:00:00.000Z',
  '275760-09-13T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '1970-01-01T00:00:00+23:59',
  '2027-02-30T00:00:00Z',
  '2027-01-31T24:00:00Z',
  '2027-01-31T23:59:60Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-23:59',
  '2027-01-31T12:00:00.123456789123Z',
  '2027-01-31',
  uuid,
  uuid.toUpperCase(),
  `${uuid}\0`,
  `{${uuid}}`,
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0.0.0.0/0',
  '::/0',
  '::ffff:203.0.113.7',
  'fe80::1%eth0',
  '203.0.113.7/33',
  '010.0.0.1',
  ',',
  'active,active,active',
  'a and (b or',
  '('.repeat(500),
  'a:b:c:d',
]

/** Numbers at and beyond the ends of what JavaScript, JSON and PostgreSQL hold. */
const hostileNumbers: readonly unknown[] = [
  0,
  new Raw('-0'),
  -1,
  1.5,
  0.1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  new Raw('9007199254740993'),
  new Raw('-9007199254740993'),
  new Raw('18446744073709551616'),
  new Raw('1e308'),
  new Raw('1e309'),
  new Raw('-1e309'),
  new Raw('1e-400'),
  new Raw('1E+2'),
]

/** A value nested so deep that a recursion over it ends the process. */
export const nested = (depth: number, open = '[', close = ']') =>
  new Raw(open.repeat(depth) + close.repeat(depth))

/** Whatever is not what was asked for. */
export const hostileValues: readonly unknown[] = [
  ...hostileStrings,
  ...hostileNumbers,
  null,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [{}],
  ['a', 'a'],
  [uuid, uuid],
  new Raw('{"__proto__":{"isAdmin":true}}'),
  new Raw('{"constructor":{"prototype":{"isAdmin":true}}}'),
  { toString: 1 },
  { length: 1e9 },
  { $ne: null },
  { '': '' },
  { 'a.b': 1 },
  { '\0': 1 },
  Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`k${at}`, at])),
  Array.from({ length: 501 }, () => uuid),
  Array.from({ length: 10_000 }, () => 0),
  Array.from({ length: 2_000 }, (_, at) => `p${at}`),
  nested(1_000),
  nested(1_000, '{"a":', '}').text.replace('{"a":}', '{"a":1}'),
]

/** Fields that are the server's own to set; in no body, unless its contract says so. */
export const privateFields: readonly string[] = [
  'id',
  'ownerId',
  'owner',
  'ownerUserId',
  'userId',
  'organizationId',
  'projectId',
  'keyId',
  'digest',
  'secret',
  'start',
  'generation',
  'version',
  'ifVersion',
  'revokedAt',
  'createdAt',
  'createdBy',
  'updatedAt',
  'passwordHash',
  'isAdmin',
  'effectivePermissions',
  'constructor',
  'prototype',
  '__proto__',
]

/** Cursors that were not given out; `real` is one that was. */
export function forgedCursors(real: string): string[] {
  const [of, , id] = JSON.parse(Buffer.from(real, 'base64url').toString('utf8')) as string[]
  const forged: unknown[] = [
    null,
    {},
    [],
    [of],
    [of, 'x', 'no id'],
    [of, 1, id],
    [of, '\0', id],
    [of, '\ud800', id],
    [of, '', id],
    [of, 'x'.repeat(501), id],
    [of, '0000-01-01T00:00:00.000Z', id],
    [of, '2027-02-30T00:00:00.000Z', id],
    [of, '-infinity', id],
    [of, '9'.repeat(40), id],
    [of, "'::timestamptz; --", id],
    ['another list', 'x', id],
    { 0: of, 1: 'x', 2: id, length: 3 },
  ]
  return [
    '',
    'x',
    '!!!',
    'x'.repeat(501),
    real.slice(0, -3),
    `${real}=`,
    Buffer.from('{').toString('base64url'),
    Buffer.from([0xff, 0xfe]).toString('base64url'),
    Buffer.from('['.repeat(300)).toString('base64url'),
    ...forged.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
  ]
}
