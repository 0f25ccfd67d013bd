import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { effectivePermissions, type Rung } from '#lib/contracts/permissions.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Row, recordOf, selectKeys } from '#lib/gate/row.ts'
import { effectiveSets } from '../keys/effective-sets.ts'
import { get as getKey } from '../keys/get.ts'
import { grantOf } from '../keys/grant.ts'
import { presentKey } from '../keys/present.ts'
import { rotate } from '../keys/rotate.ts'
import { readKey } from '../keys/row.ts'
import { asKey, foundTenant, listed, make, refused, type Tenant } from '../keys/testing.ts'
import { update as updateKey } from '../keys/update.ts'
import { get } from './get.ts'
import { preview } from './preview.ts'
import { askedOf, withNodes } from './testing.ts'
import { update } from './update.ts'

withDatabase()

const nodes = withNodes(2)
let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

const names = ['data:read', 'data:write', 'files:read', 'api_key:read:own', 'api_key:read:any'] as const
const some = fc.subarray([...names])

test('the effective set is what a key is given, cut to what its project allows, and never more', () => {
  fc.assert(
    fc.property(
      some,
      fc.option(some),
      fc.option(fc.nat(3)),
      fc.array(some, { maxLength: 4 }),
      fc.option(some),
      (permissions, role, level, rungs, allowed) => {
        const ladder: Rung[] = rungs.map((list, at) => ({ level: at, permissions: list }))
        const given = effectivePermissions({ permissions, role, level, ladder, allowed: null })
        const effective = effectivePermissions({ permissions, role, level, ladder, allowed })
        const climbed = rungs.filter((_, at) => level !== null && at <= level).flat()
        for (const name of names) {
          const has = [...permissions, ...(role ?? []), ...climbed].includes(name)
          expect(given.has(name)).toBe(has)
          expect(effective.has(name)).toBe(has && (allowed === null || allowed.includes(name)))
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('whoever computes what a key holds, the gate, a list, its page and its calls, comes to the same set', async () => {
  const { owner, organizationId, projectId } = tenant
  const { prisma, pool } = database()
  const roles = ['reader', 'manager', undefined]
  await fc.assert(
    fc.asyncProperty(
      some,
      fc.constantFrom(...roles),
      fc.option(fc.nat(8)),
      fc.option(some),
      async (permissions, role, level, allowed) => {
        await update(owner, { projectId, allowedPermissions: null })
        const { id } = await make(owner, {
          permissions,
          ...(role && { role }),
          ...(level !== null && { level }),
        })
        await update(owner, { projectId, allowedPermissions: allowed })
        const row = await readKey(prisma, organizationId, id)
        if (!row) throw new Error('No key')
        const { effective, given } = await grantOf(prisma, row)
        const expected = [...given]
          .filter((name) => allowed === null || allowed.includes(name as never))
          .sort()
        const { rows } = await pool.query<Row>(`${selectKeys} where key.id = $1`, [id])
        const [gate] = rows
        if (!gate) throw new Error('Not at the gate')
        expect([...effective].sort()).toEqual(expected)
        expect(recordOf(gate).permissions).toEqual(expected)
        expect(
          [...((await effectiveSets(prisma, organizationId, [presentKey(row)])).get(id) ?? [])].sort(),
        ).toEqual(expected)
        expect((await getKey(owner, { keyId: id })).effectivePermissions).toEqual(expected)
        expect([...(await asKey(tenant, id)).permissions].sort()).toEqual(expected)
        for (const name of names) {
          const wanted = name.endsWith(':own') ? [name, 'api_key:read:any'] : [name]
          const found = (await listed(owner, { permission: name, limit: '200' })).items.map((key) => key.id)
          expect(found.includes(id), name).toBe(wanted.some((one) => expected.includes(one)))
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

describe('a limit on the permissions of a project', () => {
  test('that leaves one out takes it from every key on every node when the answer is there, however it was given', async () => {
    const { owner, projectId } = tenant
    await update(owner, { projectId, allowedPermissions: null })
    const keys = [
      await make(owner, { permissions: ['data:read', 'files:read'] }),
      await make(owner, { role: 'reader' }),
      await make(owner, { level: 8 }),
    ]
    for (let round = 0; round < 5; round += 1) {
      for (const { secret } of keys)
        for (const node of nodes) expect(await askedOf(node, owner, secret, 'data:read')).toBe('VALID')
      const answer = await update(owner, { projectId, allowedPermissions: ['files:read'] })
      expect(answer).toMatchObject({
        restricted: true,
        allowedPermissions: ['files:read'],
        effective: { nodes: 2, unconfirmed: [] },
      })
      for (const { secret } of keys)
        for (const node of nodes)
          expect(await askedOf(node, owner, secret, 'data:read')).toBe('INSUFFICIENT_PERMISSIONS')
      await update(owner, { projectId, allowedPermissions: null })
    }
    expect(await get(owner, { projectId })).toMatchObject({ restricted: false, allowedPermissions: null })
  })

  test('keeps new keys and edits from what it leaves out, naming each place, and nothing else', async () => {
    const { owner, otherProjectId: projectId } = tenant
    const old = await make(owner, { projectId, permissions: ['data:write'] })
    await update(owner, { projectId, allowedPermissions: ['data:read'] })
    const error = await refused(
      make(owner, { projectId, permissions: ['data:read', 'data:write', 'files:read'] }),
      'invalid',
    )
    expect(error.fields.map(({ path }) => path)).toEqual(['permissions.1', 'permissions.2'])
    const { id } = await make(owner, { projectId, permissions: ['data:read'], role: 'manager' })
    expect((await getKey(owner, { keyId: id })).effectivePermissions).toEqual(['data:read'])
    const edit = updateKey(owner, { keyId: id, permissions: ['data:write'] })
    expect((await refused(edit, 'invalid')).fields.map(({ path }) => path)).toEqual(['permissions.0'])
    // A key from before holds it no more, and is not kept from another name or another secret.
    expect((await updateKey(owner, { keyId: old.id, name: 'renamed' })).effectivePermissions).toEqual([])
    expect((await rotate(owner, { keyId: old.id, graceSeconds: 0 })).effectivePermissions).toEqual([])
  })

  test('lets nobody give through a role what they do not hold, though it would be cut', async () => {
    const { owner, member, otherProjectId: projectId } = tenant
    await update(owner, { projectId, allowedPermissions: ['data:read'] })
    await refused(make(member, { projectId, role: 'manager' }), 'forbidden')
  })

  test('is lifted by nobody for what they do not hold themselves, if a key would get it back', async () => {
    const { owner, otherProjectId: projectId } = tenant
    await update(owner, { projectId, allowedPermissions: null })
    const { id } = await make(owner, {
      projectId,
      permissions: ['project:update', 'api_key:create:any', 'permission:read'],
    })
    await update(owner, { projectId, allowedPermissions: ['project:update'] })
    const itself = await asKey(tenant, id)
    expect([...itself.permissions]).toEqual(['project:update'])
    await refused(update(itself, { projectId, allowedPermissions: null }), 'forbidden')
    await refused(
      update(itself, { projectId, allowedPermissions: ['project:update', 'permission:read'] }),
      'forbidden',
    )
    // What no key was given gives nobody anything; and to narrow is always free.
    await update(itself, { projectId, allowedPermissions: ['project:update', 'files:write'] })
    await update(itself, { projectId, allowedPermissions: [] })
    expect((await asKey(tenant, id)).permissions.size).toBe(0)
    await update(owner, { projectId, allowedPermissions: null })
  })

  test('of a permission that the catalogue lacks, or of another tenant’s project, changes nothing', async () => {
    const { owner, projectId } = tenant
    const before = await get(owner, { projectId })
    const bad = update(owner, { projectId, allowedPermissions: ['data:read', 'no:such'] })
    expect((await refused(bad, 'invalid')).fields.map(({ path }) => path)).toEqual(['allowedPermissions.1'])
    const other = await foundTenant('Other')
    await refused(update(other.owner, { projectId, allowedPermissions: [] }), 'not_found')
    await refused(preview(other.owner, { projectId, allowedPermissions: [], limit: 50 }), 'not_found')
    expect(await get(owner, { projectId })).toEqual(before)
  })
})

test('a preview of a limit tells of each key what it would lose and gain, as the limit then does', async () => {
  const { owner, organizationId } = tenant
  const { prisma } = database()
  await fc.assert(
    fc.asyncProperty(
      fc.array(some, { minLength: 1, maxLength: 3 }),
      fc.option(some),
      fc.option(some),
      async (grants, before, after) => {
        const { id: projectId } = await prisma.project.create({
          data: { organizationId, name: `drawn ${Math.random()}`, prefix: 'lw' },
        })
        const ids: string[] = []
        for (const [at, permissions] of grants.entries())
          ids.push((await make(owner, { projectId, permissions, ...(at === 1 && { role: 'reader' }) })).id)
        const holdings = async () =>
          new Map(
            await Promise.all(
              ids.map(
                async (id) =>
                  [id, new Set((await getKey(owner, { keyId: id })).effectivePermissions)] as const,
              ),
            ),
          )
        await update(owner, { projectId, allowedPermissions: before })
        const was = await holdings()
        const told = await preview(owner, { projectId, allowedPermissions: after, limit: 50 })
        await update(owner, { projectId, allowedPermissions: after })
        const is = await holdings()
        const expected = ids.flatMap((id) => {
          const [one, two] = [was.get(id) ?? new Set<string>(), is.get(id) ?? new Set<string>()]
          const gains = [...two].filter((name) => !one.has(name)).sort()
          const loses = [...one].filter((name) => !two.has(name)).sort()
          return gains.length + loses.length > 0 ? [{ id, gains, loses }] : []
        })
        const byId = <T extends { id: string }>(list: T[]) => list.sort((a, b) => (a.id < b.id ? -1 : 1))
        expect(byId(told.items.map(({ key, gains, loses }) => ({ id: key.id, gains, loses })))).toEqual(
          byId(expected),
        )
        expect(told).toMatchObject({
          keys: expected.length,
          gaining: expected.filter(({ gains }) => gains.length > 0).length,
          losing: expected.filter(({ loses }) => loses.length > 0).length,
        })
      },
    ),
    { numRuns: 20 },
  )
}, 120_000)
