import { database } from '#lib/db/client.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { ring } from '#lib/secret/ring.ts'
import { issuer } from '#lib/signing/jwt.ts'
import { draftKeyToken, type Grant, projectAudience, signKeyToken } from '#lib/signing/key-token.ts'
import { signer } from '#lib/signing/keys.ts'
import { type Meter, makeMeter } from './meter.ts'
import type { Use } from './tally.ts'
import type { Caller } from './verify.ts'

/** An organization to test the gate in: two projects, an owner, permissions, a role and a ladder. */
export interface Ground {
  organizationId: string
  projectId: string
  otherProjectId: string
  userId: string
  roleId: string
  /** A person who may verify every project of the organization. */
  person: Caller
  /** A key of the first project that may verify. */
  gateway: Caller
}

const verifier: ReadonlySet<string> = new Set(['api_key:verify'])

/** Makes a new organization; each call makes another. */
export async function breakGround(): Promise<Ground> {
  const { prisma } = database()
  const organization = await prisma.organization.create({ data: { name: 'Ground' } })
  const organizationId = organization.id
  const user = await prisma.user.create({ data: { email: `${organizationId}@example.com`, name: 'Ada' } })
  const [one, other] = await Promise.all(
    ['One', 'Other'].map((name) => prisma.project.create({ data: { organizationId, name, prefix: 'lw' } })),
  )
  const names = ['orders:read', 'orders:write', 'refunds:write', 'audit']
  await prisma.permission.createMany({ data: names.map((name) => ({ organizationId, name })) })
  const idOf = await permissionIds(organizationId)
  const role = await prisma.role.create({
    data: {
      organizationId,
      name: 'consumer',
      permissions: { create: { permissionId: idOf('refunds:write') } },
    },
  })
  for (const [level, name] of [
    [0, 'orders:read'],
    [3, 'orders:write'],
    [5, 'audit'],
  ] as const) {
    await prisma.level.create({
      data: { organizationId, level, name, permissions: { create: { permissionId: idOf(name) } } },
    })
  }
  const caller = (type: 'user' | 'key', projectId: string): Caller => ({
    actor: { type },
    organizationId,
    projectId,
    reach: type === 'key' ? [projectId] : null,
    permissions: verifier,
  })
  const projectId = one?.id ?? ''
  const otherProjectId = other?.id ?? ''
  return {
    organizationId,
    projectId,
    otherProjectId,
    userId: user.id,
    roleId: role.id,
    // A person's chosen project is a default, not a bound; it is the other one here so that a mix-up shows.
    person: caller('user', otherProjectId),
    gateway: caller('key', projectId),
  }
}

async function permissionIds(organizationId: string): Promise<(name: string) => number> {
  const rows = await database().prisma.permission.findMany({ where: { organizationId } })
  return (name) => rows.find((row) => row.name === name)?.id ?? 0
}

type KeyFields = Partial<Prisma.ApiKeyUncheckedCreateInput> & { granted?: string[] }

/** Puts a key on the ground, with a real secret. */
export async function plantKey(
  ground: Ground,
  fields: KeyFields = {},
): Promise<{ id: string; secret: string }> {
  const { granted = [], ...more } = fields
  const { digest, pepperVersion, format, start, last, secret } = ring().mint('lw')
  const idOf = await permissionIds(ground.organizationId)
  const key = await database().prisma.apiKey.create({
    data: {
      organizationId: ground.organizationId,
      projectId: ground.projectId,
      ownerUserId: ground.userId,
      name: 'Checkout',
      start,
      last,
      createdByType: 'system',
      updatedByType: 'system',
      permissions: { create: granted.map((name) => ({ permissionId: idOf(name) })) },
      secrets: { create: { digest, pepperVersion, format, start, last, generation: 1 } },
      ...more,
    },
  })
  return { id: key.id, secret: secret.reveal() }
}

/** Gives a key a new secret and lets the one before it end after `grace`, an SQL interval. */
export async function replaceSecret(keyId: string, grace: string): Promise<string> {
  const { pool, prisma } = database()
  const { digest, pepperVersion, format, start, last, secret } = ring().mint('lw')
  await pool.query('update key_secret set not_after = now() + $2::interval where key_id = $1', [keyId, grace])
  await prisma.keySecret.create({
    data: { keyId, digest, pepperVersion, format, start, last, generation: 2 },
  })
  return secret.reveal()
}

export const hour = 3_600_000
export const noon = Date.UTC(2027, 0, 15, 12)

/** A key with what the gate would report of it. */
export interface Planted {
  id: string
  /** A valid use of the key, at noon unless said otherwise. */
  use: (more?: Partial<Use>) => Use
}

export async function plantUsed(ground: Ground): Promise<Planted> {
  const { id: keyId } = await plantKey(ground)
  const secret = await database().prisma.keySecret.findFirstOrThrow({ where: { keyId } })
  const use: Use = {
    keyId,
    secretId: secret.id,
    retiring: false,
    startsGrace: false,
    ended: false,
    retired: false,
    asks: false,
    code: 'VALID',
    at: noon,
    ip: '203.0.113.7',
    userAgent: 'curl/8',
    query: null,
    permissions: [],
  }
  return { id: keyId, use: (more) => ({ ...use, ...more }) }
}

/** What is written of a key: `2027-01-15T12 VALID` and how often. */
export async function countsOf(keyId: string): Promise<Record<string, number>> {
  const rows = await database().prisma.keyUsage.findMany({ where: { keyId } })
  return Object.fromEntries(
    rows.map((row) => [`${row.hour.toISOString().slice(0, 13)} ${row.outcome}`, Number(row.count)]),
  )
}

/** A meter that writes only when told to. */
export const quietMeter = (more: Partial<Parameters<typeof makeMeter>[0]> = {}): Meter =>
  makeMeter({ pool: () => database().pool, every: 0, ...more })

/** An access token of a planted key, for its project and five minutes unless another is wanted. */
export async function tokenOfKey(
  { projectId, organizationId }: Ground,
  keyId: string,
  wanted: Partial<Grant> = {},
): Promise<string> {
  const { id: secretId } = await database().prisma.keySecret.findFirstOrThrow({ where: { keyId } })
  const token = draftKeyToken({
    keyId,
    secretId,
    projectId,
    organizationId,
    audience: [projectAudience(issuer(), projectId)],
    scope: ['audit', 'refunds:write'],
    now: Date.now(),
    lifetime: 300,
    ends: [],
    ...wanted,
  })
  if (!token) throw new Error('No token')
  return signKeyToken(await signer(), token)
}
