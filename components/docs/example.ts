import { type JsonSchema, mapValue, withoutNull } from './json-schema.ts'

const uuids = {
  key: '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5',
  project: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382',
  organization: '0193b0f0-f9a4-7e6b-b1c8-0d2e7f4a9b13',
  user: '0193b0f0-f9a5-7d30-a2e7-58c1b6f3904d',
  role: '0193b0f0-f9a6-7a01-9c44-e7d25b8f1c60',
  session: '0193b0f5-2d8a-7f93-b6a1-4c09e3d8f725',
  other: '0193b0f6-71c3-7b58-8e02-9a4d1f6c5b37',
} as const

/** What a field holds in an example, by its name; with a subject before it where the name alone says too little. */
const known: Readonly<Record<string, unknown>> = {
  'key.name': 'Checkout service',
  'project.name': 'Payments, live',
  'organization.name': 'Northwind',
  'organizations.name': 'Northwind',
  'user.name': 'Ada Lindqvist',
  'owner.name': 'Ada Lindqvist',
  'actor.name': 'Ada Lindqvist',
  'createdBy.name': 'Ada Lindqvist',
  'updatedBy.name': 'Ada Lindqvist',
  'role.name': 'writer',
  'role.description': 'Reads and writes everything',
  'role.permissions': ['data:read', 'data:write'],
  'level.name': 'Read public',
  'level.description': 'Reads what anybody may read',
  'level.level': 1,
  'permission.id': 19,
  'permission.name': 'data:read',
  'permission.description': 'Read records',
  'permissions.name': 'data:read',
  'rateLimits.name': 'burst',
  'rateLimits.limit': 600,
  'rateLimits.window': 60,
  'rateLimits.remaining': 599,
  'rateLimits.reset': 60,
  'key.description': 'Charges cards at the till',
  'session.current': true,
  number: 1,
  email: 'ada@northwind.example',
  permissions: ['data:read', 'data:write'],
  effectivePermissions: ['data:read', 'data:write'],
  mask: 'lw_Vt7f…q3kD',
  secret: 'lw_… (shown this once)',
  accessToken: 'eyJ… (shown this once)',
  uri: 'otpauth://totp/… (shown this once)',
  recoveryCodes: Array.from({ length: 10 }, () => '(shown this once)'),
  hasPassword: true,
  tokenType: 'Bearer',
  role: null,
  at: '2026-11-21T08:00:00.000Z',
  lastUsedAt: '2026-11-21T09:29:58.000Z',
  createdAt: '2026-10-02T08:00:00.000Z',
  updatedAt: '2026-11-21T09:30:00.000Z',
  oldestUnusedAt: '2026-04-23T15:12:44.000Z',
  metadata: { team: 'payments' },
  detail: {},
  enabled: true,
  level: null,
  revokedAt: null,
  revokedBy: null,
  revokedReason: null,
  rotatingUntil: null,
  notAfter: null,
  nextCursor: null,
  ipAllowlist: [],
  rateLimits: [],
  generation: 1,
  version: 1,
  total: 1,
  active: 1,
  count: 1204,
  limit: 50,
  expiresIn: 600,
  defaultLifetime: 7_776_000,
  prefix: 'lw',
  ip: '203.0.113.24',
  userAgent: 'okhttp/4.12',
  query: 'data:read and data:write',
  requestId: '0193b0f7-0e4d-7c86-a9b3-f15d2c7e8046',
  action: 'key.create',
  code: 'VALID',
  valid: true,
  ok: true,
  from: '2026-11-20T08:00:00.000Z',
  to: '2026-11-21T20:00:00.000Z',
  expiresAt: '2027-02-19T09:30:00.000Z',
  outcomes: { VALID: 1204, RATE_LIMITED: 3 },
  'usage.total': { VALID: 1204, RATE_LIMITED: 3 },
  'organizations.role': 'OWNER',
  'user.role': 'OWNER',
}

/** Which subject a field's own fields are of, where its name does not say so. */
const subjects: Readonly<Record<string, string>> = { items: '', secrets: 'key', results: 'key' }

/**
 * A value that the schema allows, believable to read.
 * @param subject what the value is of: `key`, `project`
 * @param optional whether fields that may be left out are given too
 */
export function exampleOf(schema: JsonSchema, subject: string, optional: boolean): unknown {
  return sampleOf(schema, '', subject, optional)
}

function sampleOf(schema: JsonSchema, name: string, subject: string, optional: boolean): unknown {
  const given = known[`${subject}.${name}`] ?? known[name]
  const named = `${subject}.${name}` in known || name in known
  const { schema: shown, nullable } = withoutNull(schema)
  if (named && fits(given, shown, nullable)) return given
  if (shown.const !== undefined) return shown.const
  if (shown.enum) return shown.enum[0]
  if (shown.properties) return objectOf(shown, subjectIn(name, subject), optional)
  if (shown.items) return [sampleOf(shown.items, name, subject, optional)]
  if (mapValue(shown)) return {}
  if (shown.anyOf) return sampleOf(shown.anyOf[0] ?? {}, name, subject, optional)
  return scalarOf(shown, name, subject)
}

function objectOf(schema: JsonSchema, subject: string, optional: boolean): Record<string, unknown> {
  const required = new Set(schema.required)
  return Object.fromEntries(
    Object.entries(schema.properties ?? {})
      .filter(([name]) => optional || required.has(name))
      .map(([name, field]) => [name, sampleOf(field, name, subject, optional)]),
  )
}

function subjectIn(name: string, subject: string): string {
  return name === '' ? subject : subjects[name] === '' ? subject : (subjects[name] ?? name)
}

function scalarOf(schema: JsonSchema, name: string, subject: string): unknown {
  if (schema.format === 'uuid') return uuidFor(name === 'id' || name === 'ids' ? subject : name)
  if (schema.format === 'date-time') return '2026-11-21T09:30:00.000Z'
  if (schema.format === 'email') return known.email
  if (schema.format === 'ipv4') return known.ip
  switch (schema.type) {
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0)
    case 'boolean':
      return false
    case 'string':
      return name === '' ? 'text' : `a ${name}`
    default:
      return {}
  }
}

function uuidFor(name: string): string {
  const wanted = name
    .replace(/Ids?$/, '')
    .replace(/^(?:owner|actor|createdBy|updatedBy)$/, 'user')
    .replace(/s$/, '')
  return uuids[wanted as keyof typeof uuids] ?? uuids.other
}

/** Whether a known value is of the schema's kind; a name may mean something else in another place. */
function fits(value: unknown, schema: JsonSchema, nullable: boolean): boolean {
  if (value === null) return nullable
  if (schema.anyOf) return schema.anyOf.some((one) => fits(value, one, nullable))
  if (schema.enum && !schema.enum.includes(value)) return false
  if (Array.isArray(value)) return schema.items !== undefined && holds(value, schema.items)
  if (typeof value === 'object') return mapValue(schema) !== null
  if (typeof value === 'number') return schema.type === 'integer' || schema.type === 'number'
  return schema.type === typeof value
}

const holds = (value: readonly unknown[], items: JsonSchema) => value.every((one) => fits(one, items, false))
