import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { IssuedKey } from '#lib/contracts/api-key.ts'
import { createKeyBody, listKeysQuery } from '#lib/contracts/keys.ts'
import { type MemberRole, rolePermissions } from '#lib/contracts/permissions.ts'
import type { CoreProblemCode } from '#lib/contracts/problem.ts'
import { database } from '#lib/db/client.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { foundOrganization } from '../organizations/found.ts'
import { transaction } from '../transaction.ts'
import { create } from './create.ts'
import { grantOf } from './grant.ts'
import { list } from './list.ts'
import { ownerOf, readKey } from './row.ts'

/** An organization with a person of each role, a second project and a service account. */
export interface Tenant {
  organizationId: string
  projectId: string
  otherProjectId: string
  serviceAccountId: string
  owner: Person
  admin: Person
  member: Person
  otherMember: Person
  viewer: Person
}
export type Person = Ctx & { actor: { type: 'user'; id: string; name: string } }

/** Limits a person to these projects; to none named: to none at all. */
export async function limitTo(
  { organizationId, actor }: { organizationId: string | null; actor: { id: string } },
  projectIds: readonly string[],
): Promise<void> {
  const { prisma } = database()
  const { id } = await prisma.membership.findUniqueOrThrow({
    where: { organizationId_userId: { organizationId: organizationId ?? '', userId: actor.id } },
  })
  await prisma.membershipProject.deleteMany({ where: { membershipId: id } })
  await prisma.membershipProject.createMany({
    data: projectIds.map((projectId) => ({ membershipId: id, projectId })),
  })
}

const origin = { requestId: 'test', ip: '203.0.113.7', userAgent: 'vitest' }

/** Founds an organization the way the portal does; each call makes another. */
export async function foundTenant(name = 'Acme'): Promise<Tenant> {
  const { prisma } = database()
  const user = (who: string) =>
    prisma.user.create({ data: { email: `${who}.${randomUUID()}@example.com`.toLowerCase(), name: who } })
  const founder = await user('Olive Owner')
  const system: Ctx = {
    db: prisma,
    actor: { type: 'system', name: 'Test' },
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin,
  }
  const { organization, project } = await transaction(system, (tx) =>
    foundOrganization(tx, { name, project: { name: 'First' }, ownerUserId: founder.id }),
  )
  const organizationId = organization.id
  const other = await prisma.project.create({ data: { organizationId, name: 'Second', prefix: 'acme_live' } })
  const account = await prisma.serviceAccount.create({ data: { organizationId, name: 'Deploy robot' } })
  const catalogue = await prisma.permission.findMany({ where: { organizationId, builtIn: false } })
  const own = catalogue.map((permission) => permission.name)
  const person = async (who: string, role: MemberRole, known?: { id: string }): Promise<Person> => {
    const { id } = known ?? (await user(who))
    if (!known) await prisma.membership.create({ data: { organizationId, userId: id, role } })
    return {
      db: prisma,
      actor: { type: 'user', id, name: who, email: `${id}@example.com`, sessionId: randomUUID() },
      organizationId,
      projectId: project.id,
      reach: null,
      role,
      permissions: rolePermissions(role, own),
      origin,
    }
  }
  return {
    organizationId,
    projectId: project.id,
    otherProjectId: other.id,
    serviceAccountId: account.id,
    owner: await person('Olive Owner', 'OWNER', founder),
    admin: await person('Adam Admin', 'ADMIN'),
    member: await person('Mia Member', 'MEMBER'),
    otherMember: await person('Max Member', 'MEMBER'),
    viewer: await person('Vera Viewer', 'VIEWER'),
  }
}

/** The context of a request that a key makes. */
export async function asKey(tenant: Tenant, keyId: string): Promise<Ctx> {
  const { prisma } = database()
  const row = await readKey(prisma, tenant.organizationId, keyId)
  if (!row) throw new Error('No such key')
  const { effective } = await grantOf(prisma, row)
  return {
    db: prisma,
    actor: { type: 'key', id: keyId, name: row.name, owner: ownerOf(row) },
    organizationId: tenant.organizationId,
    projectId: row.projectId,
    reach: [row.projectId],
    role: null,
    permissions: effective,
    origin,
  }
}

/** Creates a key from a body as it is sent. */
export function make(ctx: Ctx, body: Record<string, unknown> = {}): Promise<IssuedKey> {
  return create(ctx, createKeyBody.parse({ name: 'Checkout', ...body }))
}

/** Lists with a query as it is sent. */
export function listed(ctx: Ctx, query: Record<string, string> = {}) {
  return list(ctx, listKeysQuery.parse(query))
}

/** Expects a refusal of one code, and gives it for a closer look. */
export async function refused(work: Promise<unknown>, code: CoreProblemCode): Promise<CoreError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CoreError)
  expect((error as CoreError).code).toBe(code)
  return error as CoreError
}

/** Sets columns of a key as time would have left them. `assignments` is SQL. */
export async function age(keyId: string, assignments: string): Promise<void> {
  await database().pool.query(`UPDATE api_key SET ${assignments} WHERE id = $1`, [keyId])
}

/** Sets when a key was last used; `at` is SQL. */
export async function lastUsed(keyId: string, at: string): Promise<void> {
  await database().pool.query(`UPDATE key_last_use SET at = ${at} WHERE key_id = $1`, [keyId])
}

/** The actions in a key's history, the oldest first. */
export async function actionsOf(keyId: string): Promise<string[]> {
  const events = await database().prisma.auditEvent.findMany({
    where: { targetId: keyId },
    orderBy: { seq: 'asc' },
  })
  return events.map((event) => event.action)
}
