import { describe, expect, test } from 'vitest'
import { issuedKey } from '#lib/contracts/api-key.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { ring } from '#lib/secret/ring.ts'
import { get } from './get.ts'
import { actionsOf, asKey, foundTenant, make, refused } from './testing.ts'

withDatabase()

describe('a new key', () => {
  test('carries its secret once; the database keeps a digest and the mask', async () => {
    const { member } = await foundTenant()
    const key = await make(member, { metadata: { team: 'payments', tier: 2, live: true } })
    issuedKey.parse(key)
    const secret = key.secret ?? ''
    expect(secret).toMatch(/^lw_[0-9A-Za-z]{49}$/)
    expect(key.mask).toBe(`${secret.slice(0, 7)}…${secret.slice(-4)}`)
    expect(await get(member, { keyId: key.id })).not.toHaveProperty('secret')
    const stored = await database().prisma.keySecret.findMany({ where: { keyId: key.id } })
    expect(Buffer.from(stored[0]?.digest ?? [])).toEqual(ring().digests(secret)[0]?.digest)
    const { rows } = await database().pool.query(
      `SELECT k::text || s::text || coalesce((SELECT string_agg(a::text, '') FROM audit_event a), '') AS everything
       FROM api_key k JOIN key_secret s ON s.key_id = k.id WHERE k.id = $1`,
      [key.id],
    )
    expect(rows[0].everything).not.toContain(secret.slice(3))
    expect(await actionsOf(key.id)).toEqual(['key.create'])
  })

  test('lives as long as its project says, by the clock of the database, unless its maker says otherwise', async () => {
    const { owner, projectId } = await foundTenant()
    const { prisma } = database()
    const life = (key: { createdAt: string; expiresAt: string | null }) =>
      key.expiresAt === null ? null : (Date.parse(key.expiresAt) - Date.parse(key.createdAt)) / 1000
    expect(life(await make(owner))).toBe(90 * 24 * 3600)
    expect(life(await make(owner, { expiresIn: 60 }))).toBe(60)
    expect(life(await make(owner, { expiresAt: null }))).toBeNull()
    const end = '2090-01-31T12:00:00+02:00'
    expect((await make(owner, { expiresAt: end })).expiresAt).toBe('2090-01-31T10:00:00.000Z')
    await prisma.project.update({ where: { id: projectId }, data: { defaultLifetime: null } })
    expect(life(await make(owner))).toBeNull()
  })

  test('that would be past its end already is invalid', async () => {
    const { owner } = await foundTenant()
    const error = await refused(make(owner, { expiresAt: '2020-01-01T00:00:00Z' }), 'invalid')
    expect(error.fields.map(({ path }) => path)).toEqual(['expiresAt'])
  })

  test('takes permissions by name or id, a role by name or id, and shows what they amount to', async () => {
    const { owner, organizationId } = await foundTenant()
    const { prisma } = database()
    const files = await prisma.permission.findFirstOrThrow({ where: { organizationId, name: 'files:write' } })
    const role = await prisma.role.findFirstOrThrow({ where: { organizationId, name: 'reader' } })
    const key = await make(owner, {
      permissions: ['data:write', files.id, 'files:write'],
      role: role.id,
      level: 1,
    })
    expect(key.permissions).toEqual(['data:write', 'files:write'])
    expect(key.role).toEqual({ id: role.id, name: 'reader' })
    expect(key.effectivePermissions).toEqual([
      'billing:read',
      'data:read',
      'data:write',
      'events:read',
      'files:read',
      'files:write',
      'users:read',
    ])
    expect((await make(owner, { role: 'reader' })).role?.id).toBe(role.id)
  })

  test('refuses what the catalogue does not have, naming each place', async () => {
    const { owner } = await foundTenant()
    const { prisma } = database()
    const foreign = await foundTenant('Other')
    const theirs = await prisma.permission.findFirstOrThrow({
      where: { organizationId: foreign.organizationId },
    })
    const theirRole = await prisma.role.findFirstOrThrow({
      where: { organizationId: foreign.organizationId },
    })
    const error = await refused(
      make(owner, { permissions: ['data:read', 'no:such', theirs.id, 2_147_483_647] }),
      'invalid',
    )
    expect(error.fields.map(({ path }) => path)).toEqual(['permissions.1', 'permissions.2', 'permissions.3'])
    for (const role of [theirRole.id, 'no such role'])
      expect((await refused(make(owner, { role }), 'invalid')).fields[0]?.path).toBe('role')
    await prisma.level.delete({
      where: { organizationId_level: { organizationId: owner.organizationId ?? '', level: 8 } },
    })
    expect((await refused(make(owner, { level: 8 }), 'invalid')).fields[0]?.path).toBe('level')
  })
})

describe('a grant', () => {
  test('never exceeds its maker’s, by whatever way it comes', async () => {
    const { member, viewer } = await foundTenant()
    for (const grant of [
      { permissions: ['api_key:read:any'] },
      { permissions: ['data:read', 'project:create'] },
      { role: 'manager' },
      { level: 6 },
      { permissions: ['data:read'], role: 'reader', level: 8 },
    ])
      await refused(make(member, grant), 'forbidden')
    await make(member, { permissions: ['api_key:create:own', 'data:write'], role: 'writer', level: 5 })
    await refused(make(viewer), 'forbidden')
  })

  test('of a key that a key makes, never exceeds that key’s, nor outlives the rule through generations', async () => {
    const tenant = await foundTenant()
    const parent = await make(tenant.owner, { permissions: ['api_key:create:own', 'data:read'] })
    const parentCtx = await asKey(tenant, parent.id)
    await refused(make(parentCtx, { permissions: ['data:write'] }), 'forbidden')
    await refused(make(parentCtx, { role: 'reader' }), 'forbidden')
    const child = await make(parentCtx, { permissions: ['api_key:create:own'] })
    await refused(make(await asKey(tenant, child.id), { permissions: ['data:read'] }), 'forbidden')
  })

  test('of :own on another’s key takes :any: it means the other’s keys', async () => {
    const tenant = await foundTenant()
    const manager = await make(tenant.owner, {
      permissions: ['api_key:create:any', 'api_key:read:own'],
    })
    const ctx = await asKey(tenant, manager.id)
    await make(ctx, { permissions: ['api_key:read:own'] })
    await refused(
      make(ctx, { permissions: ['api_key:read:own'], ownerId: tenant.member.actor.id }),
      'forbidden',
    )
    await make(ctx, { permissions: ['api_key:create:own'], ownerId: tenant.member.actor.id })
  })
})

describe('the owner of a new key', () => {
  test('is its maker; for a key, that key’s owner', async () => {
    const tenant = await foundTenant()
    const own = await make(tenant.member)
    expect(own.owner).toEqual({ type: 'user', id: tenant.member.actor.id, name: 'Mia Member' })
    const robots = await make(tenant.owner, {
      ownerId: tenant.serviceAccountId,
      permissions: ['api_key:create:own'],
    })
    expect(robots.owner).toEqual({
      type: 'service_account',
      id: tenant.serviceAccountId,
      name: 'Deploy robot',
    })
    const made = await make(await asKey(tenant, robots.id))
    expect(made.owner.id).toBe(tenant.serviceAccountId)
    expect(made.createdBy).toEqual({ type: 'key', id: robots.id, name: 'Checkout' })
  })

  test('may be another for who holds api_key:create:any alone, and tells nobody else who there is', async () => {
    const tenant = await foundTenant()
    const stranger = await foundTenant('Other')
    const nobody = '0198c0de-0000-7000-8000-000000000000'
    await make(tenant.admin, { ownerId: tenant.member.actor.id })
    const answers = []
    for (const ownerId of [
      tenant.otherMember.actor.id,
      tenant.serviceAccountId,
      stranger.owner.actor.id,
      nobody,
    ])
      answers.push((await refused(make(tenant.member, { ownerId }), 'forbidden')).message)
    expect(new Set(answers).size).toBe(1)
    for (const ownerId of [stranger.owner.actor.id, stranger.serviceAccountId, nobody])
      expect((await refused(make(tenant.admin, { ownerId }), 'invalid')).fields[0]?.path).toBe('ownerId')
  })
})

describe('the project of a new key', () => {
  test('is the one chosen where none is named, and its prefix begins the secret', async () => {
    const tenant = await foundTenant()
    expect((await make(tenant.member)).projectId).toBe(tenant.projectId)
    const other = await make(tenant.member, { projectId: tenant.otherProjectId })
    expect(other.projectId).toBe(tenant.otherProjectId)
    expect(other.secret).toMatch(/^acme_live_/)
    await refused(make({ ...tenant.member, projectId: null }), 'invalid')
  })

  test('of another tenant is not there, and a key reaches no project but its own', async () => {
    const tenant = await foundTenant()
    const stranger = await foundTenant('Other')
    const key = await make(tenant.owner, { role: 'manager' })
    const ctx = await asKey(tenant, key.id)
    const answers = []
    for (const [who, projectId] of [
      [tenant.owner, stranger.projectId],
      [tenant.owner, '0198c0de-0000-7000-8000-000000000000'],
      [ctx, tenant.otherProjectId],
      [ctx, stranger.projectId],
    ] as const)
      answers.push((await refused(make(who, { projectId }), 'not_found')).message)
    expect(new Set(answers).size).toBe(1)
  })
})

test('a key whose audit event cannot be written is not made', async () => {
  const tenant = await foundTenant()
  const { pool, prisma } = database()
  await pool.query(`ALTER TABLE audit_event ADD CONSTRAINT no_more CHECK (action <> 'key.create') NOT VALID`)
  await expect(make(tenant.owner)).rejects.toThrow()
  expect(await prisma.apiKey.count({ where: { organizationId: tenant.organizationId } })).toBe(0)
  await pool.query('ALTER TABLE audit_event DROP CONSTRAINT no_more')
})
