import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { listServiceAccounts } from '#lib/contracts/service-accounts.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { bulk } from '../keys/bulk.ts'
import { actionsOf, asKey, foundTenant, lastUsed, make, refused } from '../keys/testing.ts'
import { listKeyOwners } from '../organizations/list-owners.ts'
import { archive } from './archive.ts'
import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { restore } from './restore.ts'
import { update } from './update.ts'

withDatabase()

const idOf = (person: { actor: { id: string } }) => person.actor.id
const named = async (ctx: Parameters<typeof list>[0], query: Record<string, string> = {}) =>
  (await list(ctx, listServiceAccounts.query.parse(query))).items.map(({ name }) => name)

test('whoever makes one answers for it, unless another member is named', async () => {
  const tenant = await foundTenant()
  const { admin, member, organizationId } = tenant
  const account = await create(admin, { name: 'Nightly', description: 'Backups' })
  expect(account).toMatchObject({
    name: 'Nightly',
    description: 'Backups',
    responsible: { id: idOf(admin), name: 'Adam Admin' },
    keys: 0,
    lastUsedAt: null,
    archivedAt: null,
    version: 1,
  })
  expect(await create(admin, { name: 'Other', responsibleId: idOf(member) })).toMatchObject({
    responsible: { id: idOf(member) },
  })
  const stranger = await foundTenant('Other')
  for (const responsibleId of [randomUUID(), idOf(stranger.owner), account.id]) {
    const error = await refused(create(admin, { name: 'Nobody’s', responsibleId }), 'invalid')
    expect(error.fields.map(({ path }) => path)).toEqual(['responsibleId'])
  }
  const taken = await refused(create(admin, { name: 'Nightly' }), 'conflict')
  expect(taken.fields.map(({ path }) => path)).toEqual(['name'])
  const events = await database().prisma.auditEvent.findMany({
    where: { organizationId, action: 'service_account.create' },
  })
  expect(events.map(({ targetName }) => targetName)).toEqual(['Nightly', 'Other'])
})

test('a key makes one for the person whose key it is, and has to name who answers where it is nobody’s', async () => {
  const tenant = await foundTenant()
  const { owner, admin, serviceAccountId } = tenant
  const permissions = ['service_account:update']
  const persons = await asKey(tenant, (await make(admin, { permissions })).id)
  expect(await create(persons, { name: 'By a person’s key' })).toMatchObject({
    responsible: { id: idOf(admin) },
    keys: null,
  })
  const robots = await asKey(tenant, (await make(owner, { permissions, ownerId: serviceAccountId })).id)
  await refused(create(robots, { name: 'By a robot' }), 'invalid')
  await create(robots, { name: 'By a robot', responsibleId: idOf(owner) })
})

test('members and viewers see them and change none; their keys are counted for who may see every key', async () => {
  const tenant = await foundTenant()
  const { owner, member, viewer, serviceAccountId } = tenant
  const key = await make(owner, { ownerId: serviceAccountId })
  await lastUsed(key.id, 'now()')
  expect(await get(member, { serviceAccountId })).toMatchObject({ keys: null, lastUsedAt: null })
  expect(await get(viewer, { serviceAccountId })).toMatchObject({ keys: 1, lastUsedAt: expect.any(String) })
  for (const ctx of [member, viewer]) {
    await refused(create(ctx, { name: 'Mine' }), 'forbidden')
    await refused(update(ctx, { serviceAccountId, name: 'Mine' }), 'forbidden')
    await refused(archive(ctx, { serviceAccountId, keys: 'revoke' }), 'forbidden')
    await refused(restore(ctx, { serviceAccountId }), 'forbidden')
  }
})

test('the list is by name, page by page, and by what is asked', async () => {
  const tenant = await foundTenant()
  const { owner, admin } = tenant
  for (const name of ['Alpha', 'Beta 50%', 'Gamma']) await create(owner, { name, description: `Of ${name}` })
  const gone = await create(admin, { name: 'Omega' })
  await archive(owner, { serviceAccountId: gone.id })
  const first = await list(owner, listServiceAccounts.query.parse({ limit: '2' }))
  const second = await list(
    owner,
    listServiceAccounts.query.parse({ limit: '3', cursor: first.nextCursor ?? '' }),
  )
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual([
    'Alpha',
    'Beta 50%',
    'Deploy robot',
    'Gamma',
    'Omega',
  ])
  expect(second.nextCursor).toBeNull()
  expect(await named(owner, { q: '50%' })).toEqual(['Beta 50%'])
  expect(await named(owner, { q: 'of gam' })).toEqual(['Gamma'])
  expect(await named(owner, { archived: 'true' })).toEqual(['Omega'])
  expect(await named(owner, { archived: 'false' })).not.toContain('Omega')
  expect(await named(owner, { responsible: idOf(admin) })).toEqual(['Omega'])
  expect(await named((await foundTenant('Other')).owner)).toEqual(['Deploy robot'])
})

test('an edit changes what is given, once for a version, and tells what it was', async () => {
  const tenant = await foundTenant()
  const { owner, member, organizationId, serviceAccountId } = tenant
  const changed = await update(owner, {
    serviceAccountId,
    description: 'Deploys',
    responsibleId: idOf(member),
    ifVersion: 1,
  })
  expect(changed).toMatchObject({
    name: 'Deploy robot',
    description: 'Deploys',
    responsible: { id: idOf(member) },
    version: 2,
  })
  await refused(update(owner, { serviceAccountId, name: 'Late', ifVersion: 1 }), 'precondition_failed')
  expect(await update(owner, { serviceAccountId, description: 'Deploys' })).toMatchObject({ version: 2 })
  const [event, ...more] = await database().prisma.auditEvent.findMany({
    where: { organizationId, action: 'service_account.update' },
  })
  expect(more).toEqual([])
  expect(event?.detail).toEqual({
    description: { from: '', to: 'Deploys' },
    responsible: { from: null, to: { id: idOf(member), name: 'Mia Member' } },
  })
})

test('one that owns keys is archived only where they are revoked with it, and then owns none any more', async () => {
  const tenant = await foundTenant()
  const { owner, admin, member, serviceAccountId } = tenant
  const key = await make(owner, { ownerId: serviceAccountId })
  const refusal = await refused(archive(owner, { serviceAccountId }), 'conflict')
  expect(refusal.message).toContain('owns a key')
  expect(await get(owner, { serviceAccountId })).toMatchObject({ archivedAt: null })

  const archived = await archive(owner, { serviceAccountId, keys: 'revoke', reason: 'Replaced' })
  expect(archived).toMatchObject({ revokedKeys: 1, keys: 0, archivedAt: expect.any(String) })
  expect(archived.effective.unconfirmed).toEqual([])
  expect(await actionsOf(key.id)).toEqual(['key.create', 'key.revoke'])
  expect(await actionsOf(serviceAccountId)).toEqual(['service_account.archive'])

  await refused(make(admin, { ownerId: serviceAccountId }), 'invalid')
  const own = await make(member)
  await refused(bulk(admin, { action: 'transfer', ids: [own.id], ownerId: serviceAccountId }), 'invalid')
  const owners = await listKeyOwners(owner, { limit: 50 })
  expect(owners.items.map(({ id }) => id)).not.toContain(serviceAccountId)
  expect(await archive(owner, { serviceAccountId })).toMatchObject({ revokedKeys: 0, version: 2 })
})

test('a key archives one with its keys only where it may revoke them all', async () => {
  const tenant = await foundTenant()
  const { owner, serviceAccountId, otherProjectId } = tenant
  await make(owner, { ownerId: serviceAccountId, projectId: otherProjectId })
  const caller = async (permissions: string[], projectId = tenant.projectId) =>
    asKey(tenant, (await make(owner, { permissions, projectId })).id)
  const powerless = await caller(['service_account:update'], otherProjectId)
  const elsewhere = await caller(['service_account:update', 'api_key:delete:any'])
  const able = await caller(['service_account:update', 'api_key:delete:any'], otherProjectId)
  for (const ctx of [powerless, elsewhere])
    await refused(archive(ctx, { serviceAccountId, keys: 'revoke' }), 'forbidden')
  expect(await archive(able, { serviceAccountId, keys: 'revoke' })).toMatchObject({ revokedKeys: 1 })
})

test('one is restored with a member who answers for it', async () => {
  const tenant = await foundTenant()
  const { owner, admin, member, serviceAccountId, organizationId } = tenant
  await archive(owner, { serviceAccountId })
  await refused(restore(owner, { serviceAccountId }), 'invalid')
  expect(await restore(owner, { serviceAccountId, responsibleId: idOf(admin) })).toMatchObject({
    archivedAt: null,
    responsible: { id: idOf(admin) },
  })
  await make(owner, { ownerId: serviceAccountId })
  // Whoever has gone answers for nothing.
  const other = await create(owner, { name: 'Other', responsibleId: idOf(member) })
  await archive(owner, { serviceAccountId: other.id })
  await database().prisma.membership.deleteMany({ where: { organizationId, userId: idOf(member) } })
  expect(await get(owner, { serviceAccountId: other.id })).toMatchObject({ responsible: null })
  await refused(restore(owner, { serviceAccountId: other.id }), 'invalid')
})

test('another organization’s is the same as none', async () => {
  const tenant = await foundTenant()
  const { owner } = await foundTenant('Other')
  const answers = new Set<string>()
  for (const serviceAccountId of [tenant.serviceAccountId, randomUUID()])
    for (const work of [
      () => get(owner, { serviceAccountId }),
      () => update(owner, { serviceAccountId, name: 'Taken' }),
      () => archive(owner, { serviceAccountId, keys: 'revoke' }),
      () => restore(owner, { serviceAccountId }),
    ])
      answers.add((await refused(work(), 'not_found')).message)
  expect(answers.size).toBe(1)
})
