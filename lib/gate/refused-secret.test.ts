import { beforeAll, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { explain } from './explain.ts'
import { meter } from './meter.ts'
import { breakGround, type Ground, plantKey, replaceSecret } from './testing.ts'
import { verify } from './verify.ts'

withDatabase()

let ground: Ground
beforeAll(async () => {
  ground = await breakGround()
})

/** Presents a secret, and gives what is kept of its refusal. */
async function presented(keyId: string, key: string) {
  const { code } = await verify(ground.gateway, { key, cost: 1 })
  expect(await meter().drain(5_000)).toBe(true)
  const [kept] = await database().prisma.keyRefusal.findMany({ where: { keyId }, orderBy: { id: 'desc' } })
  return { code, kept: kept && [kept.code, kept.secretGeneration] }
}

test('a refusal for the end of a secret is kept with which secret that was', async () => {
  const { id, secret } = await plantKey(ground)
  await replaceSecret(id, '0 s')
  expect(await presented(id, secret)).toEqual({ code: 'EXPIRED', kept: ['EXPIRED', 1] })
})

test('a refusal for anything else is kept without a secret, also where the secret had ended too', async () => {
  const past = new Date(Date.now() - 1000)
  const expired = await plantKey(ground, { expiresAt: past })
  expect(await presented(expired.id, expired.secret)).toEqual({ code: 'EXPIRED', kept: ['EXPIRED', null] })
  const both = await plantKey(ground, { expiresAt: past })
  await replaceSecret(both.id, '0 s')
  expect(await presented(both.id, both.secret)).toEqual({ code: 'EXPIRED', kept: ['EXPIRED', null] })
  const revoked = await plantKey(ground, { revokedAt: past, revokedByType: 'system' })
  await replaceSecret(revoked.id, '0 s')
  expect(await presented(revoked.id, revoked.secret)).toEqual({ code: 'REVOKED', kept: ['REVOKED', null] })
  const disabled = await plantKey(ground, { enabled: false })
  await replaceSecret(disabled.id, '1 hour')
  expect(await presented(disabled.id, disabled.secret)).toEqual({
    code: 'DISABLED',
    kept: ['DISABLED', null],
  })
})

test('a use that is accepted keeps nothing of the secret’s end', async () => {
  const { id, secret } = await plantKey(ground)
  await replaceSecret(id, '1 hour')
  expect(await presented(id, secret)).toEqual({ code: 'VALID', kept: undefined })
})

test('a refusal is judged again with the secret that was presented, and without one with the newest', async () => {
  const { organizationId } = ground
  const expiresAt = new Date('2036-02-26T18:16:02.434Z')
  const { id } = await plantKey(ground, { expiresAt })
  await replaceSecret(id, '0 s')
  const { notAfter, start, last } = await database().prisma.keySecret.findFirstOrThrow({
    where: { keyId: id, generation: 1 },
  })
  const told = async (generation?: number) => {
    const explained = await explain({ organizationId, keyId: id }, { generation })
    return explained && { code: explained.code, checks: explained.checks.filter(({ passed }) => !passed) }
  }
  const date = notAfter?.toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  })
  expect(await told(1)).toEqual({
    code: 'EXPIRED',
    checks: [
      {
        check: 'secret',
        passed: false,
        code: 'EXPIRED',
        detail: `Its secret 1 (${start}…${last}) ended on ${date} UTC.`,
      },
    ],
  })
  expect(await told(2)).toEqual({ code: 'VALID', checks: [] })
  expect(await told()).toEqual({ code: 'VALID', checks: [] })
  expect(await told(3)).toBeNull()
  const other = await breakGround()
  expect(
    await explain({ organizationId: other.organizationId, keyId: id }, { generation: 1 }),
    'is no other organization’s business',
  ).toBeNull()
  const newest = await explain({ organizationId, keyId: id }, {})
  expect(newest?.checks.map(({ detail }) => detail).slice(1, 3)).toEqual([
    'It expires on 26 Feb 2036, 18:16:02 UTC.',
    'Its newest secret is good.',
  ])
})
