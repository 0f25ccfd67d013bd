import { database } from '#lib/db/client.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { ring } from '#lib/secret/ring.ts'
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
