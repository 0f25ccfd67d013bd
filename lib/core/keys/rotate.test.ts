import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { ring } from '#lib/secret/ring.ts'
import { revoke } from './revoke.ts'
import { rotate } from './rotate.ts'
import { actionsOf, age, asKey, foundTenant, make, refused } from './testing.ts'
import { update } from './update.ts'

withDatabase()

/** Secrets that work now, by generation. */
async function workingGenerations(keyId: string): Promise<number[]> {
  const { rows } = await database().pool.query<{ generation: number }>(
    `SELECT generation FROM key_secret WHERE key_id = $1 AND (not_after IS NULL OR not_after > clock_timestamp())
     ORDER BY generation`,
    [keyId],
  )
  return rows.map(({ generation }) => generation)
}

describe('a rotation', () => {
  test('gives a new secret once, keeps the id, and lets the old one work until the grace ends', async () => {
    const { member } = await foundTenant()
    const key = await make(member)
    const rotated = await rotate(member, { keyId: key.id, graceSeconds: 3600 })
    expect(rotated.id).toBe(key.id)
    expect(rotated.secret).not.toBe(key.secret)
    expect(ring().wellFormed(rotated.secret ?? '')).toBe(true)
    expect(rotated).toMatchObject({ generation: 2, version: 2, status: 'rotating' })
    expect(Date.parse(rotated.rotatingUntil ?? '') - Date.parse(rotated.updatedAt)).toBe(3_600_000)
    expect(rotated.secrets).toMatchObject([
      { generation: 2, notAfter: null, mask: rotated.mask },
      { generation: 1, notAfter: rotated.rotatingUntil, mask: key.mask },
    ])
    expect(await actionsOf(key.id)).toEqual(['key.create', 'key.rotate'])
    const events = await database().prisma.auditEvent.findMany({ where: { targetId: key.id } })
    expect(JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? 0 : value))).not.toContain(
      rotated.secret,
    )
  })

  test('without a grace ends the old secret at once', async () => {
    const { member } = await foundTenant()
    const { id } = await make(member)
    const rotated = await rotate(member, { keyId: id, graceSeconds: 0 })
    expect(rotated).toMatchObject({ status: 'active', rotatingUntil: null, secrets: [{ generation: 2 }] })
    expect(await workingGenerations(id)).toEqual([2])
  })

  test('while rotating ends the oldest secret at once: never more than two work', async () => {
    const { member } = await foundTenant()
    const { id } = await make(member)
    for (const generation of [2, 3, 4]) {
      const rotated = await rotate(member, { keyId: id, graceSeconds: 86_400 })
      expect(rotated.secrets.map((secret) => secret.generation)).toEqual([generation, generation - 1])
      expect(await workingGenerations(id)).toEqual([generation - 1, generation])
    }
    const last = await rotate(member, { keyId: id, graceSeconds: 0 })
    expect(last).toMatchObject({ generation: 5, status: 'active' })
    expect(await workingGenerations(id)).toEqual([5])
  })

  test('never lets the old secret outlive the key', async () => {
    const { member } = await foundTenant()
    const key = await make(member, { expiresIn: 600 })
    const rotated = await rotate(member, { keyId: key.id, graceSeconds: 3600 })
    expect(rotated.rotatingUntil).toBe(key.expiresAt)
  })

  test('at once with seven others gives each a generation of its own, and two secrets work', async () => {
    const { member } = await foundTenant()
    const { id } = await make(member)
    const rotations = await Promise.all(
      Array.from({ length: 8 }, () => rotate(member, { keyId: id, graceSeconds: 60 })),
    )
    expect(rotations.map(({ generation }) => generation).sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(new Set(rotations.map(({ secret }) => secret)).size).toBe(8)
    expect(await workingGenerations(id)).toEqual([8, 9])
  })

  test('of a disabled key leaves it disabled', async () => {
    const { member } = await foundTenant()
    const { id } = await make(member)
    await update(member, { keyId: id, enabled: false })
    expect(await rotate(member, { keyId: id, graceSeconds: 0 })).toMatchObject({
      status: 'disabled',
      enabled: false,
    })
  })

  test('of a revoked or expired key is a conflict', async () => {
    const { member } = await foundTenant()
    const gone = await make(member)
    await revoke(member, { keyId: gone.id })
    await refused(rotate(member, { keyId: gone.id, graceSeconds: 0 }), 'conflict')
    const over = await make(member)
    await age(over.id, `expires_at = now() - interval '1 second'`)
    await refused(rotate(member, { keyId: over.id, graceSeconds: 0 }), 'conflict')
    expect(await workingGenerations(over.id)).toEqual([1])
  })

  test('for another version is refused and makes no secret', async () => {
    const { member } = await foundTenant()
    const { id } = await make(member)
    await refused(rotate(member, { keyId: id, graceSeconds: 0, ifVersion: 2 }), 'precondition_failed')
    expect(await workingGenerations(id)).toEqual([1])
  })

  test('gives nobody the secret of a key that holds more than they do', async () => {
    const tenant = await foundTenant()
    const strong = await make(tenant.owner, { ownerId: tenant.member.actor.id, role: 'manager' })
    await refused(rotate(tenant.member, { keyId: strong.id, graceSeconds: 0 }), 'forbidden')
    const rotator = await make(tenant.owner, { permissions: ['api_key:rotate:any', 'api_key:read:any'] })
    const ctx = await asKey(tenant, rotator.id)
    const theirs = await make(tenant.member, { permissions: ['data:read'] })
    await refused(rotate(ctx, { keyId: theirs.id, graceSeconds: 0 }), 'forbidden')
    const acting = await make(tenant.member, { permissions: ['api_key:update:own'] })
    await refused(rotate(ctx, { keyId: acting.id, graceSeconds: 0 }), 'forbidden')
    const plain = await make(tenant.member)
    expect((await rotate(ctx, { keyId: plain.id, graceSeconds: 0 })).generation).toBe(2)
  })
})
