import { beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { Secret } from '#lib/secret/secret.ts'
import type { Ctx } from '../context.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { actionsOf, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { transaction } from '../transaction.ts'
import { retrievable, retrievableKeys, retrieve } from './retrieve.ts'
import { sealSecret, unsealSecret } from './seal-secret.ts'

withDatabase()

let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

/** A key whose secret lies sealed, as a contract leaves it that gives it in a second answer. */
async function sealedKey(ctx: Ctx, lifetime = retrievable): Promise<{ keyId: string; secret: string }> {
  const { id: keyId, secret } = await make(ctx)
  if (secret === null) throw new Error('No secret')
  const { organizationId } = tenant
  await transaction(ctx, (tx) =>
    sealSecret(tx, { organizationId, keyId, secret: new Secret(secret), kind: 'retrieval', lifetime }),
  )
  return { keyId, secret }
}

const rowsOf = (keyId: string) => database().prisma.envelope.findMany({ where: { keyId } })

describe('a sealed secret', () => {
  test('is given out once, is then destroyed, and its opening is in the history', async () => {
    const { keyId, secret } = await sealedKey(tenant.member)
    expect(await retrievableKeys(database().prisma, [keyId])).toEqual(new Set([keyId]))
    expect(await retrieve(tenant.member, { keyId })).toBe(secret)
    expect(await retrieve(tenant.member, { keyId })).toBeNull()
    expect(await retrievableKeys(database().prisma, [keyId])).toEqual(new Set())
    const [row] = await rowsOf(keyId)
    expect(row?.sealed).toBeNull()
    expect(row?.openedAt).toBeInstanceOf(Date)
    expect(await actionsOf(keyId)).toEqual(['key.create', 'key.reveal'])
  })

  test('is given to one of twenty who ask at once', async () => {
    const { keyId, secret } = await sealedKey(tenant.member)
    const given = await Promise.all(Array.from({ length: 20 }, () => retrieve(tenant.member, { keyId })))
    expect(given.filter((one) => one === secret)).toHaveLength(1)
    expect(given.filter((one) => one === null)).toHaveLength(19)
  })

  test('is gone when its time is over', async () => {
    const { keyId } = await sealedKey(tenant.member, -1)
    expect(await retrievableKeys(database().prisma, [keyId])).toEqual(new Set())
    expect(await retrieve(tenant.member, { keyId })).toBeNull()
  })

  test.each([
    ['revoked', (keyId: string) => revoke(tenant.owner, { keyId })],
    ['rotated', (keyId: string) => rotate(tenant.owner, { keyId, graceSeconds: 3600 })],
  ])('is destroyed when the key is %s', async (_, change) => {
    const { keyId } = await sealedKey(tenant.member)
    await change(keyId)
    const [row] = await rowsOf(keyId)
    expect(row?.sealed).toBeNull()
    expect(await retrieve(tenant.owner, { keyId })).toBeNull()
  })

  test('whose time is over is destroyed by what happens to any other key', async () => {
    const { keyId } = await sealedKey(tenant.member, -1)
    const other = await make(tenant.member)
    await revoke(tenant.member, { keyId: other.id })
    const [row] = await rowsOf(keyId)
    expect(row?.sealed).toBeNull()
  })

  test('is given to nobody who may not open what is sealed of the key', async () => {
    const { keyId, secret } = await sealedKey(tenant.member)
    await refused(retrieve(tenant.viewer, { keyId }), 'forbidden')
    await refused(retrieve(tenant.otherMember, { keyId }), 'not_found')
    const stranger = await foundTenant('Other')
    await refused(retrieve(stranger.owner, { keyId }), 'not_found')
    expect(await retrieve(tenant.owner, { keyId })).toBe(secret)
  })

  test('opens for no other envelope, and is nowhere in the database in clear', async () => {
    const { keyId, secret } = await sealedKey(tenant.member)
    const [row] = await rowsOf(keyId)
    if (!row?.sealed) throw new Error('Nothing is sealed')
    expect(unsealSecret(row.id, row.sealed)).toBe(secret)
    expect(unsealSecret('0198c0de-0000-7000-8000-000000000000', row.sealed)).toBeNull()
    expect(unsealSecret(row.id, row.sealed, 'a token')).toBeNull()
    const bytes = Buffer.from(row.sealed)
    for (const encoding of ['utf8', 'hex', 'base64'] as const)
      expect(bytes.includes(Buffer.from(secret).toString(encoding))).toBe(false)
  })
})
