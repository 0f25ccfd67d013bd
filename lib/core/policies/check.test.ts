import { beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { create as createPermission } from '../catalogue/create-permission.ts'
import { create as createRole } from '../catalogue/create-role.ts'
import { remove as deleteRole } from '../catalogue/delete-role.ts'
import { update as updateLevel } from '../catalogue/update-level.ts'
import { update as updateRole } from '../catalogue/update-role.ts'
import type { CoreError } from '../errors.ts'
import { bulk } from '../keys/bulk.ts'
import { create } from '../keys/create.ts'
import { extendGrace } from '../keys/extend-grace.ts'
import { rotate } from '../keys/rotate.ts'
import { actionsOf, asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { transfer } from '../keys/transfer.ts'
import { update } from '../keys/update.ts'
import { install } from '../presets/install.ts'
import { survey, unchanged } from '../presets/testing.ts'
import { update as updateProject } from '../projects/update.ts'
import { getEffective } from './get-effective.ts'
import { inDays, inForce } from './testing.ts'

withDatabase()

let acme: Tenant
beforeEach(async () => {
  acme = await foundTenant()
})

const day = 86_400
const fieldsOf = (error: CoreError) => error.fields.map(({ path }) => path)

describe('a key that is made', () => {
  test('ends within the longest life, and the refusal names the policy, the field and the latest end', async () => {
    await inForce(acme.owner, acme.organizationId, { maxLifetime: 30 * day })
    for (const body of [{ expiresAt: null }, { expiresIn: 31 * day }, { expiresAt: inDays(31) }]) {
      const error = await refused(make(acme.member, body), 'invalid')
      expect(fieldsOf(error)).toEqual(['expiresAt'])
      expect(error.message).toContain('The policy of Acme has keys end within 30 days')
    }
    expect((await make(acme.member, { expiresIn: 30 * day })).expiresAt).not.toBeNull()
  })

  test('of which nothing is said ends when the policy has it end, in a vendor’s contract too', async () => {
    await inForce(acme.owner, acme.organizationId, { maxLifetime: 30 * day })
    const key = await make(acme.member)
    expect(Date.parse(key.expiresAt ?? '') - Date.parse(key.createdAt)).toBe(30 * day * 1000)
    const vendors = await create(acme.member, { name: 'Theirs', expiresAt: null }, { format: 'trackgenesis' })
    expect(Date.parse(vendors.expiresAt ?? '') - Date.parse(vendors.createdAt)).toBe(30 * day * 1000)
    const late = { name: 'Theirs', expiresAt: inDays(31) }
    await refused(create(acme.member, late, { format: 'trackgenesis' }), 'invalid')
  })

  test('has an end where one is required: no “never”', async () => {
    await inForce(acme.owner, acme.organizationId, { requireExpiry: true })
    await refused(make(acme.member, { expiresAt: null }), 'invalid')
    expect((await make(acme.member, { expiresIn: 3650 * day })).expiresAt).not.toBeNull()
    const vendors = await create(acme.member, { name: 'Theirs', expiresAt: null }, { format: 'dadosfera' })
    expect(vendors.expiresAt).not.toBeNull()
  })

  test('says from where it is presented, where it must', async () => {
    await inForce(acme.owner, acme.organizationId, { requireAddresses: true })
    expect(fieldsOf(await refused(make(acme.member), 'invalid'))).toEqual(['ipAllowlist'])
    await make(acme.member, { ipAllowlist: ['203.0.113.7'] })
  })

  test('holds nothing that is banned, by name, by its role or by its level, `:any` for `:own` among it', async () => {
    const banned = ['data:write', 'api_key:delete:own']
    await inForce(acme.owner, acme.organizationId, { bannedPermissions: banned })
    const grants = [
      { body: { permissions: ['data:read', 'data:write'] }, at: 'permissions' },
      { body: { permissions: ['api_key:delete:any'] }, at: 'permissions' },
      { body: { role: 'writer' }, at: 'role' },
      { body: { level: 3 }, at: 'level' },
    ]
    for (const { body, at } of grants)
      expect(fieldsOf(await refused(make(acme.owner, body), 'invalid'))).toEqual([at])
    await make(acme.owner, { permissions: ['data:read'], role: 'reader', level: 2 })
  })

  test('every rule that it breaks is said at once', async () => {
    await inForce(acme.owner, acme.organizationId, {
      maxLifetime: day,
      requireAddresses: true,
      bannedPermissions: ['data:write'],
    })
    const error = await refused(
      make(acme.member, { expiresAt: null, permissions: ['data:write'] }),
      'invalid',
    )
    expect(fieldsOf(error)).toEqual(['expiresAt', 'ipAllowlist', 'permissions'])
  })

  test('is made by people, or by owners and admins, alone', async () => {
    const maker = await make(acme.owner, { permissions: ['api_key:create:own', 'data:read'] })
    const program = await asKey(acme, maker.id)
    await inForce(acme.owner, acme.organizationId, { creators: 'people' })
    await refused(make(program), 'forbidden')
    await make(acme.member)
    await inForce(acme.owner, acme.organizationId, { creators: 'admins' })
    await refused(make(program), 'forbidden')
    await refused(make(acme.member), 'forbidden')
    await make(acme.admin)
  })

  test('is held to the stricter of the organization’s policy and its project’s', async () => {
    await inForce(acme.owner, acme.organizationId, {
      maxLifetime: 30 * day,
      bannedPermissions: ['data:write'],
    })
    await inForce(acme.owner, acme.projectId, { maxLifetime: 60 * day, requireAddresses: true })
    const error = await refused(
      make(acme.member, { expiresIn: 31 * day, permissions: ['data:write'] }),
      'invalid',
    )
    expect(fieldsOf(error)).toEqual(['expiresAt', 'ipAllowlist', 'permissions'])
    const other = { projectId: acme.otherProjectId, expiresIn: day }
    await make(acme.member, other)
    const { rules, sources } = await getEffective(acme.member, { project: acme.projectId })
    expect(rules).toEqual({
      maxLifetime: 30 * day,
      requireAddresses: true,
      bannedPermissions: ['data:write'],
    })
    expect(sources.maxLifetime?.type).toBe('organization')
    expect(sources.requireAddresses?.type).toBe('project')
  })

  test('of another organization is held to nothing of this one’s', async () => {
    await inForce(acme.owner, acme.organizationId, { requireAddresses: true })
    const other = await foundTenant('Other')
    await make(other.member)
  })
})

describe('a key that breaks a policy which came later', () => {
  test('goes on, and whoever edits, enables, rotates or hands it on, or extends its grace, sets it right first', async () => {
    const key = await make(acme.member, { expiresAt: null })
    const keyId = key.id
    await rotate(acme.member, { keyId, graceSeconds: 3600 })
    await inForce(acme.owner, acme.organizationId, { requireAddresses: true })
    await refused(update(acme.member, { keyId, name: 'Other' }), 'invalid')
    await refused(rotate(acme.member, { keyId, graceSeconds: 0 }), 'invalid')
    await refused(extendGrace(acme.member, { keyId, endsAt: inDays(1) }), 'invalid')
    const owner = { userId: null, serviceAccountId: acme.serviceAccountId }
    await refused(transfer(acme.owner, { keyId, owner }), 'invalid')
    await update(acme.member, { keyId, name: 'Other', ipAllowlist: ['203.0.113.0/24'] })
    await extendGrace(acme.member, { keyId, endsAt: inDays(1) })
    await rotate(acme.member, { keyId, graceSeconds: 0 })
    expect(await actionsOf(keyId)).toEqual([
      'key.create',
      'key.rotate',
      'key.update',
      'key.grace_extend',
      'key.rotate',
    ])
  })

  test('can be disabled as it is, handed on while it is, and is not enabled before it is set right', async () => {
    const { id: keyId } = await make(acme.member)
    await inForce(acme.owner, acme.organizationId, { requireAddresses: true })
    await update(acme.member, { keyId, enabled: false })
    await transfer(acme.owner, { keyId, owner: { userId: null, serviceAccountId: acme.serviceAccountId } })
    await refused(update(acme.owner, { keyId, enabled: true }), 'invalid')
    const { results } = await bulk(acme.owner, { action: 'enable', ids: [keyId] })
    expect(results[0]).toMatchObject({ ok: false, code: 'invalid' })
    await update(acme.owner, { keyId, enabled: true, ipAllowlist: ['203.0.113.7'] })
  })

  test('keeps no older secret for longer by a ban that its project’s limit hides for now', async () => {
    const { id: keyId } = await make(acme.owner, { permissions: ['data:read', 'users:write'] })
    await rotate(acme.owner, { keyId, graceSeconds: 3600 })
    await updateProject(acme.owner, { projectId: acme.projectId, allowedPermissions: ['data:read'] })
    await inForce(acme.owner, acme.organizationId, { bannedPermissions: ['users:write'] })
    await refused(extendGrace(acme.owner, { keyId, endsAt: inDays(1) }), 'invalid')
  })

  test('does not outlive the policy by being extended', async () => {
    const { id: keyId } = await make(acme.member, { expiresIn: day })
    await inForce(acme.owner, acme.organizationId, { maxLifetime: 30 * day })
    await refused(update(acme.member, { keyId, expiresAt: inDays(31) }), 'invalid')
    await refused(update(acme.member, { keyId, expiresAt: null }), 'invalid')
    await update(acme.member, { keyId, expiresAt: inDays(29) })
  })
})

describe('a permission that needs an approval', () => {
  test('is given by no member and no key without it, and by whoever may decide', async () => {
    await inForce(acme.owner, acme.organizationId, { approvalFor: ['billing:write'] })
    for (const body of [{ permissions: ['billing:write'] }, { role: 'writer' }]) {
      const error = await refused(make(acme.member, body), 'forbidden')
      expect(error.reason).toBe('needs_approval')
      expect(error.message).toContain('/api/v1/approvals')
      expect(error.fields).toHaveLength(1)
    }
    const { id } = await make(acme.owner, { permissions: ['api_key:create:own', 'billing:write'] })
    await refused(make(await asKey(acme, id), { permissions: ['billing:write'] }), 'forbidden')
    // A decision is a person’s: a key that holds the right to it gives nothing by it either.
    const decider = await make(acme.owner, {
      permissions: ['api_key:create:any', 'permission:update', 'approval:decide', 'billing:write'],
    })
    const ctx = await asKey(acme, decider.id)
    expect((await refused(make(ctx, { permissions: ['billing:write'] }), 'forbidden')).reason).toBe(
      'needs_approval',
    )
    const role = await createRole(acme.owner, { name: 'Narrow', permissions: [] })
    await refused(updateRole(ctx, { roleId: role.id, permissions: ['billing:write'] }), 'forbidden')
    await make(acme.admin, { permissions: ['billing:write'] })
    expect((await getEffective(acme.member, {})).needsApproval).toEqual(['billing:write'])
    expect((await getEffective(acme.admin, {})).needsApproval).toEqual([])
  })

  test('that a key has stays with it through other edits, and does not come back to it unasked', async () => {
    const { id: keyId } = await make(acme.member, { permissions: ['billing:write'] })
    await inForce(acme.owner, acme.organizationId, { approvalFor: ['billing:write'] })
    await update(acme.member, { keyId, name: 'Renamed' })
    await update(acme.member, { keyId, permissions: [] })
    await refused(update(acme.member, { keyId, permissions: ['billing:write'] }), 'forbidden')
    // Nor by way of a disabled key.
    await update(acme.member, { keyId, enabled: false })
    await refused(update(acme.member, { keyId, permissions: ['billing:write'] }), 'forbidden')
  })
})

describe('a role or a rung', () => {
  test('is no way past a ban, nor past an approval for whoever may not decide', async () => {
    await inForce(acme.owner, acme.organizationId, {
      bannedPermissions: ['users:write'],
      approvalFor: ['billing:write'],
    })
    const { id: roleId } = await database().prisma.role.findFirstOrThrow({
      where: { organizationId: acme.organizationId, name: 'reader' },
    })
    const given = (permissions: string[]) => ({ roleId, permissions })
    await refused(updateRole(acme.admin, given(['data:read', 'users:write'])), 'invalid')
    await refused(updateLevel(acme.admin, { level: 0, permissions: ['users:write'] }), 'invalid')
    const held = new Set([...acme.admin.permissions].filter((name) => name !== 'approval:decide'))
    await refused(updateRole({ ...acme.admin, permissions: held }, given(['billing:write'])), 'forbidden')
    await updateRole(acme.admin, given(['data:read', 'billing:write']))
  })

  test('that a key changes is held to the policy of its project, too', async () => {
    await inForce(acme.owner, acme.projectId, {
      bannedPermissions: ['users:write'],
      approvalFor: ['data:write'],
    })
    const { id } = await make(acme.owner, { permissions: ['permission:update', 'files:read'] })
    const ctx = await asKey(acme, id)
    const held = { ...ctx, permissions: new Set([...ctx.permissions, 'users:write', 'data:write']) }
    const role = await createRole(acme.owner, { name: 'Narrow', permissions: [] })
    await refused(updateRole(held, { roleId: role.id, permissions: ['users:write'] }), 'invalid')
    await refused(updateRole(held, { roleId: role.id, permissions: ['data:write'] }), 'forbidden')
    await updateRole(held, { roleId: role.id, permissions: ['files:read'] })
  })

  test('is none as the replacement of a role that is deleted, nor by a preset', async () => {
    await createPermission(acme.owner, { name: 'maps:read', description: '' })
    await inForce(acme.owner, acme.organizationId, { bannedPermissions: ['maps:read', 'users:write'] })
    const banned = await database().prisma.role.findFirstOrThrow({
      where: { organizationId: acme.organizationId, name: 'reader' },
    })
    const other = await createRole(acme.owner, { name: 'Banned', permissions: ['users:write'] })
    await refused(deleteRole(acme.owner, { roleId: banned.id, replacement: other.id }), 'invalid')
    await unchanged(() => refused(install(acme.owner, survey), 'invalid'))
    await install(acme.owner, { ...survey, levels: [], roles: survey.roles.slice(1) })
  })
})
