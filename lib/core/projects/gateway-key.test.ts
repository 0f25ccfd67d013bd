import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { GateNode } from '#lib/gate/node.ts'
import { get as getKey } from '../keys/get.ts'
import { actionsOf, asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { archive } from './archive.ts'
import { createGatewayKey } from './create-gateway-key.ts'
import { get } from './get.ts'
import { revokeGatewayKey } from './revoke-gateway-key.ts'
import { askedOf, startNodes } from './testing.ts'
import { update } from './update.ts'

withDatabase()

let tenant: Tenant
let node: GateNode | undefined
beforeAll(async () => {
  ;[node] = await startNodes(1)
})
afterAll(async () => {
  await node?.stop()
})
beforeEach(async () => {
  tenant = await foundTenant()
})

test('a gateway key holds one permission, for ever, in the hands of a service account named for the project', async () => {
  const { owner, projectId } = tenant
  const made = await createGatewayKey(owner, { projectId })
  expect(made).toMatchObject({
    projectId,
    effectivePermissions: ['api_key:verify'],
    expiresAt: null,
    owner: { type: 'service_account', name: 'Gateway of First' },
  })
  expect(await get(owner, { projectId })).toMatchObject({
    gatewayKey: { id: made.id, status: 'active', mask: made.mask, lastUsedAt: null },
  })
  const caller = await asKey(tenant, made.id)
  expect(caller.reach).toEqual([projectId])
  expect(await actionsOf(projectId)).toContain('project.gateway_key')
})

test('another takes its place: the one before is refused on every node when the answer is there', async () => {
  const { owner, projectId } = tenant
  const first = await createGatewayKey(owner, { projectId })
  expect(await askedOf(node, owner, first.secret)).toBe('VALID')
  const second = await createGatewayKey(owner, { projectId })
  expect(second.effective).toMatchObject({ nodes: 1, unconfirmed: [] })
  expect(await askedOf(node, owner, first.secret)).toBe('REVOKED')
  expect(await askedOf(node, owner, second.secret)).toBe('VALID')
  expect(second.owner).toEqual(first.owner)
  const gone = await revokeGatewayKey(owner, { projectId })
  expect(gone).toMatchObject({ gatewayKey: null, effective: { nodes: 1 } })
  expect(await askedOf(node, owner, second.secret)).toBe('REVOKED')
  // Where there is none, nothing is to be done.
  expect(await revokeGatewayKey(owner, { projectId })).toMatchObject({ gatewayKey: null })
})

test('one that was revoked elsewhere shows as that, and is replaced all the same', async () => {
  const { owner, projectId } = tenant
  const { id } = await createGatewayKey(owner, { projectId })
  await database().pool.query('update api_key set revoked_at = now(), revoked_by_type = $2 where id = $1', [
    id,
    'system',
  ])
  expect(await get(owner, { projectId })).toMatchObject({ gatewayKey: { id, status: 'revoked' } })
  expect((await createGatewayKey(owner, { projectId })).id).not.toBe(id)
})

test('takes the rights of each step, and the permission itself', async () => {
  const { owner, admin, member, projectId } = tenant
  await createGatewayKey(admin, { projectId })
  await refused(createGatewayKey(member, { projectId }), 'forbidden')
  const rights = [
    'project:update',
    'service_account:update',
    'api_key:create:any',
    'api_key:delete:any',
    'api_key:verify',
  ]
  const without = async (missing: string) => {
    const { id } = await make(owner, { permissions: rights.filter((name) => name !== missing) })
    return asKey(tenant, id)
  }
  // The account of the former key is there already.
  for (const missing of rights.filter((name) => name !== 'service_account:update'))
    await refused(createGatewayKey(await without(missing), { projectId }), 'forbidden')
  await database().prisma.project.update({ where: { id: projectId }, data: { gatewayKeyId: null } })
  await refused(createGatewayKey(await without('service_account:update'), { projectId }), 'forbidden')
  const { id } = await make(owner, { permissions: rights })
  const robots = await make(owner, { permissions: rights, ownerId: tenant.serviceAccountId })
  const robot = await asKey(tenant, robots.id)
  const nobody = await refused(createGatewayKey(robot, { projectId }), 'invalid')
  expect(nobody.fields[0]?.path).toBe('responsibleId')
  await createGatewayKey(robot, { projectId, responsibleId: owner.actor.id })
  const key = await createGatewayKey(await asKey(tenant, id), { projectId })
  expect((await getKey(owner, { keyId: key.id })).permissions).toEqual(['api_key:verify'])
})

test('an archived project, and one that does not allow the permission, get none; a taken name is no hindrance', async () => {
  const { owner, projectId, otherProjectId, organizationId } = tenant
  await update(owner, { projectId, allowedPermissions: ['data:read'] })
  await refused(createGatewayKey(owner, { projectId }), 'conflict')
  await archive(owner, { projectId: otherProjectId })
  await refused(createGatewayKey(owner, { projectId: otherProjectId }), 'conflict')
  await update(owner, { projectId, allowedPermissions: ['api_key:verify'] })
  await database().prisma.serviceAccount.create({ data: { organizationId, name: 'Gateway of First' } })
  expect((await createGatewayKey(owner, { projectId })).owner.name).toBe('Gateway of First 2')
  const other = await foundTenant('Other')
  for (const verb of [createGatewayKey, revokeGatewayKey])
    await refused(verb(other.owner, { projectId }), 'not_found')
})

test('a key that is left behind by no crash: nothing is made where its audit event cannot be written', async () => {
  const { owner, projectId, organizationId } = tenant
  const before = await database().prisma.apiKey.count({ where: { organizationId } })
  await database().pool.query(
    `create function refuse_gateway() returns trigger language plpgsql as $$ begin
       if new.action = 'project.gateway_key' then raise 'no'; end if; return new; end $$;
     create trigger refuse_gateway before insert on audit_event for each row execute function refuse_gateway()`,
  )
  try {
    await expect(createGatewayKey(owner, { projectId })).rejects.toThrow()
  } finally {
    await database().pool.query('drop trigger refuse_gateway on audit_event; drop function refuse_gateway()')
  }
  expect(await database().prisma.apiKey.count({ where: { organizationId } })).toBe(before)
  expect((await get(owner, { projectId })).gatewayKey).toBeNull()
})
