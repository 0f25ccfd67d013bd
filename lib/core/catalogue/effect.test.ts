import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { startNode } from '#lib/gate/node.ts'
import { verify } from '#lib/gate/verify.ts'
import { foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { remove as removePermission } from './delete-permission.ts'
import { remove as removeRole } from './delete-role.ts'
import { idOf, roleNamed } from './testing.ts'
import { update as updateLevel } from './update-level.ts'
import { update as updateRole } from './update-role.ts'

withDatabase()

let tenant: Tenant
let node: ReturnType<typeof startNode>
beforeEach(async () => {
  tenant = await foundTenant()
  node = startNode()
  globalThis.latchworkNode = node
  while (node.state().leaseLeft === 0) await sleep(10)
})
afterEach(async () => {
  globalThis.latchworkNode = undefined
  await node.stop()
})

const asked = async (key: string, permission = 'data:read') =>
  (await verify(tenant.owner, { key, permissions: permission, cost: 1 })).code

/** A key that the node knows, and answers for from its memory. */
async function known(body: Record<string, unknown>): Promise<string> {
  const { secret } = await make(tenant.owner, body)
  expect(await asked(String(secret))).toBe('VALID')
  expect(await asked(String(secret))).toBe('VALID')
  expect(node.cache.size).toBeGreaterThan(0)
  return String(secret)
}

test('a role that is narrowed gives no more on any node when the answer is there, and a wider one gives at once', async () => {
  const { owner } = tenant
  const key = await known({ role: 'reader' })
  const { id: roleId, permissions } = await roleNamed(owner, 'reader')
  const narrow = { roleId, permissions: permissions.filter((name) => name !== 'data:read') }
  for (let round = 0; round < 10; round += 1) {
    expect(await updateRole(owner, narrow)).toMatchObject({ effective: { nodes: 1, unconfirmed: [] } })
    expect(await asked(key)).toBe('INSUFFICIENT_PERMISSIONS')
    expect(await asked(key)).toBe('INSUFFICIENT_PERMISSIONS')
    await updateRole(owner, { roleId, permissions })
    expect(await asked(key)).toBe('VALID')
    expect(await asked(key)).toBe('VALID')
  }
  // Repeated, it is answered no sooner than it is in effect.
  expect(await updateRole(owner, { roleId, permissions })).toMatchObject({ effective: { nodes: 1 } })
})

test('a new name of a role is in the node’s answers when the change is answered', async () => {
  const key = await known({ role: 'reader' })
  const { id: roleId } = await roleNamed(tenant.owner, 'reader')
  expect(await updateRole(tenant.owner, { roleId, name: 'looker' })).toMatchObject({
    effective: { nodes: 1 },
  })
  expect(await verify(tenant.owner, { key, cost: 1 })).toMatchObject({ key: { role: 'looker' } })
})

test('a rung that adds less gives no more on any node when the answer is there', async () => {
  const key = await known({ level: 2 })
  const answer = await updateLevel(tenant.owner, { level: 1, permissions: [] })
  expect(answer).toMatchObject({ effective: { nodes: 1, unconfirmed: [] } })
  expect(await asked(key)).toBe('INSUFFICIENT_PERMISSIONS')
  // Up the ladder, past its level.
  await updateLevel(tenant.owner, { level: 1, permissions: ['data:read'] })
  expect(await asked(key)).toBe('VALID')
  await updateLevel(tenant.owner, { level: 3, permissions: ['data:read'] })
  expect(await asked(key)).toBe('INSUFFICIENT_PERMISSIONS')
})

test('a deleted role, and a deleted permission, are gone from every node when the answer is there', async () => {
  const { owner } = tenant
  const keys = [
    await known({ role: 'reader' }),
    await known({ level: 1 }),
    await known({ permissions: ['data:read'] }),
  ]
  const { id: roleId } = await roleNamed(owner, 'reader')
  const role = await removeRole(owner, { roleId, replacement: 'none' })
  expect(role.effective).toMatchObject({ nodes: 1, unconfirmed: [] })
  expect(await Promise.all(keys.map((key) => asked(key)))).toEqual([
    'INSUFFICIENT_PERMISSIONS',
    'VALID',
    'VALID',
  ])
  const permissionId = await idOf(tenant, 'data:read')
  const permission = await removePermission(owner, { permissionId })
  expect(permission.effective).toMatchObject({ nodes: 1, unconfirmed: [] })
  for (const key of keys) expect(await asked(key)).toBe('INSUFFICIENT_PERMISSIONS')
})

test('a deletion that is sent again is not found only once it is in effect', async () => {
  const permissionId = await idOf(tenant, 'data:read')
  const { id: roleId } = await roleNamed(tenant.owner, 'reader')
  await removePermission(tenant.owner, { permissionId })
  await removeRole(tenant.owner, { roleId })
  const begun = performance.now()
  await database().pool.query(
    `insert into gate_node (id, name, lease_until)
     values (gen_random_uuid(), 'silent', clock_timestamp() + interval '1 second')`,
  )
  await Promise.all([
    refused(removePermission(tenant.owner, { permissionId }), 'not_found'),
    refused(removeRole(tenant.owner, { roleId }), 'not_found'),
  ])
  // The silent node's whole lease, from before it began.
  expect(performance.now() - begun).toBeGreaterThanOrEqual(1_000)
}, 20_000)
