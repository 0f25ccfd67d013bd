import fc from 'fast-check'
import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { getKeyToken } from '#lib/contracts/tokens.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { env } from '#lib/env.ts'
import { draftKeyToken, keyTokenOf } from '#lib/signing/key-token.ts'
import type { Ctx } from '../context.ts'
import { actionsOf, age, asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { getToken } from './get.ts'

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

const get = (ctx: Ctx, keyId: string, query: Record<string, string> = {}) =>
  getToken(ctx, { keyId, ...getKeyToken.query.parse(query) })

describe('a key’s token', () => {
  test('is for the project, of all that the key holds, for five minutes, and its giving is audited without it', async () => {
    const key = await make(tenant.member, { permissions: ['data:read'] })
    const reply = await get(tenant.member, key.id)
    const audience = `${env().LATCHWORK_URL}/projects/${tenant.projectId}`
    expect(reply).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 300,
      scope: 'data:read',
      audience: [audience],
    })
    const claims = decodeJwt(reply.accessToken)
    expect(claims).toMatchObject({ sub: key.id, client_id: key.id, aud: audience, scope: 'data:read' })
    const newest = await database().prisma.keySecret.findFirstOrThrow({ where: { keyId: key.id } })
    expect(claims.secret_id).toBe(newest.id)
    expect(await actionsOf(key.id)).toEqual(['key.create', 'key.token'])
    const event = await database().prisma.auditEvent.findFirstOrThrow({ where: { action: 'key.token' } })
    expect(event.detail).toMatchObject({ jti: claims.jti, scope: ['data:read'] })
    expect(JSON.stringify(event.detail)).not.toContain(reply.accessToken.split('.')[2])
  })

  test('lives as long as is asked, narrowed as is asked, for whom is asked', async () => {
    const key = await make(tenant.member, { permissions: ['data:read', 'data:write'] })
    const query = { lifetime: '3600', scope: 'data:write', audience: 'https://api.example.com' }
    const reply = await get(tenant.member, key.id, query)
    expect(reply).toMatchObject({
      expiresIn: 3600,
      scope: 'data:write',
      audience: ['https://api.example.com'],
    })
    await refused(get(tenant.member, key.id, { scope: 'data:delete' }), 'invalid')
    await refused(get(tenant.member, key.id, { audience: `${env().LATCHWORK_URL}/projects/x` }), 'invalid')
    for (const lifetime of ['59', '3601', '1.5', '-1', 'x'])
      expect(getKeyToken.query.safeParse({ lifetime }).success).toBe(false)
  })

  test('is given to nobody who does not hold what the key holds, or may not rotate it', async () => {
    const strong = await make(tenant.owner, {
      ownerId: tenant.member.actor.id,
      permissions: ['organization:update'],
    })
    await refused(get(tenant.member, strong.id), 'forbidden')
    await refused(get(tenant.admin, strong.id), 'forbidden')
    const theirs = await make(tenant.otherMember)
    await refused(get(tenant.member, theirs.id), 'not_found')
    await refused(get(tenant.viewer, theirs.id), 'forbidden')
    const robot = await make(tenant.owner, { permissions: ['api_key:rotate:any', 'api_key:read:any'] })
    await get(await asKey(tenant, robot.id), theirs.id)
    const holder = await make(tenant.owner, { ownerId: tenant.member.actor.id, permissions: ['data:read'] })
    await refused(get(await asKey(tenant, robot.id), holder.id), 'forbidden')
  })

  test('is given of a working key alone', async () => {
    for (const how of [
      'revoked_at = now()',
      'enabled = false',
      `expires_at = date_trunc('milliseconds', now())`,
    ]) {
      const key = await make(tenant.member)
      await age(key.id, how)
      await refused(get(tenant.member, key.id), 'conflict')
      expect(await actionsOf(key.id)).toEqual(['key.create'])
    }
  })

  test('that would be too long for a header is refused, and scope that fits is given', async () => {
    const names = Array.from({ length: 90 }, (_, at) => `resource_${'x'.repeat(60)}_${at}:read`)
    const { organizationId } = tenant
    await database().prisma.permission.createMany({ data: names.map((name) => ({ organizationId, name })) })
    const mighty = { ...tenant.owner, permissions: new Set([...tenant.owner.permissions, ...names]) }
    const key = await make(mighty, { permissions: names })
    await refused(get(mighty, key.id), 'invalid')
    const { accessToken } = await get(mighty, key.id, { scope: names.slice(0, 40).join(' ') })
    expect(accessToken.length).toBeLessThan(8000)
  })
})

describe('no token', () => {
  const grant = {
    keyId: '0198c0de-0000-7000-8000-000000000001',
    projectId: '0198c0de-0000-7000-8000-000000000002',
    organizationId: '0198c0de-0000-7000-8000-000000000003',
    secretId: '0198c0de-0000-7000-8000-000000000004',
    audience: ['https://api.example.com'],
    scope: ['data:read'],
  }

  test('lives past the end of its key, its secret or the token it was exchanged for, nor an hour', () => {
    const noon = Date.UTC(2027, 0, 15, 12)
    const end = fc.option(fc.integer({ min: noon - 5_000, max: noon + 7_200_000 }))
    fc.assert(
      fc.property(
        fc.integer({ min: noon, max: noon + 999 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(end, { maxLength: 3 }),
        (now, lifetime, ends) => {
          const token = draftKeyToken({ ...grant, now, lifetime, ends })
          const least = Math.min(...ends.map((one) => one ?? Number.POSITIVE_INFINITY))
          if (!token) {
            expect(least).toBeLessThan(now + 1000)
            return
          }
          expect(token.expiresAt * 1000).toBeLessThanOrEqual(least)
          expect(token.expiresAt - token.issuedAt).toBeLessThanOrEqual(Math.min(lifetime, 3600))
          expect(token.expiresAt * 1000).toBeGreaterThan(now)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('of a key that expires soon lives longer than the key', async () => {
    const key = await make(tenant.member)
    await age(key.id, `expires_at = now() + interval '90 seconds'`)
    const { accessToken, expiresIn } = await get(tenant.member, key.id, { lifetime: '3600' })
    const { expiresAt } = await database().prisma.apiKey.findUniqueOrThrow({ where: { id: key.id } })
    expect(expiresIn).toBeLessThanOrEqual(90)
    expect((decodeJwt(accessToken).exp ?? 0) * 1000).toBeLessThanOrEqual(expiresAt?.getTime() ?? 0)
  })

  test('of a person, or with a claim missing or of another shape, passes for a key’s', async () => {
    const key = await make(tenant.member)
    const claims = decodeJwt((await get(tenant.member, key.id)).accessToken)
    expect(keyTokenOf(claims)).toMatchObject({ keyId: key.id })
    for (const wrong of [
      { sid: key.id },
      { sub: undefined },
      { client_id: 'latchwork' },
      { jti: 'x' },
      { iat: 'now' },
      { secret_id: undefined },
      { project_id: 1 },
      { organization_id: null },
      { scope: ['data:read'] },
      { root_jti: 'x' },
    ])
      expect(keyTokenOf({ ...claims, ...wrong })).toBeNull()
  })
})
