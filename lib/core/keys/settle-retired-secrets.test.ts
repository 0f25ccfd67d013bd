import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Meter, makeMeter } from '#lib/gate/meter.ts'
import { verify } from '#lib/gate/verify.ts'
import { update as updateOrganization } from '../organizations/update.ts'
import { get } from './get.ts'
import { rotate } from './rotate.ts'
import { settleRetiredSecrets } from './settle-retired-secrets.ts'
import { actionsOf, age, foundTenant, make, type Tenant } from './testing.ts'

withDatabase()

let tenant: Tenant
let meter: Meter
beforeEach(async () => {
  await settle()
  tenant = await foundTenant()
  meter = makeMeter({ pool: () => database().pool, every: 0 })
  globalThis.latchworkMeter = meter
})
afterEach(() => {
  globalThis.latchworkMeter = undefined
})

/** Presents a secret from somewhere, and writes the use down. */
async function present(key: string | null, ip = '198.51.100.9') {
  const { code } = await verify(tenant.owner, { key: String(key), cost: 1, ip, userAgent: 'cron/1' })
  expect(await meter.drain(5_000)).toBe(true)
  return code
}

/** A key whose first secret ended so many seconds ago. */
async function ended(ago: number) {
  const key = await make(tenant.owner)
  await rotate(tenant.owner, { keyId: key.id, graceSeconds: 0 })
  await endedAgo(key.id, ago)
  return { id: key.id, old: key.secret }
}
const endedAgo = (keyId: string, seconds: number) =>
  database().pool.query(
    'update key_secret set not_after = now() - make_interval(secs => $2) where key_id = $1 and generation = 1',
    [keyId, seconds],
  )

const settle = () => settleRetiredSecrets(database().prisma)
const choose = (retiredSecretUse: 'tell' | 'revoke') =>
  updateOrganization(tenant.owner, { organizationId: tenant.organizationId, retiredSecretUse })
const uses = (keyId: string) => database().prisma.retiredSecretUse.findMany({ where: { keyId } })
const notices = (keyId: string) =>
  database().prisma.notice.findMany({ where: { keyId, type: 'key.retired_secret_used' } })

describe('the use of a secret after its end', () => {
  test('is refused and written down, with where it came from and how often', async () => {
    const { id, old } = await ended(120)
    for (const ip of ['198.51.100.1', '198.51.100.2', '198.51.100.3'])
      expect(await present(old, ip)).toBe('EXPIRED')
    const [use, ...more] = await uses(id)
    expect(more).toEqual([])
    expect(use).toMatchObject({ count: 3n, ip: '198.51.100.3', userAgent: 'cron/1', settledAt: null })
  })

  test('means nothing in the first minute, on a key that is over itself, and of a secret that works', async () => {
    const soon = await ended(50)
    expect(await present(soon.old)).toBe('EXPIRED')
    const over = await ended(120)
    await age(over.id, `expires_at = now() - interval '1 second'`)
    expect(await present(over.old)).toBe('EXPIRED')
    const revoked = await ended(120)
    await age(revoked.id, `revoked_at = now(), revoked_by_type = 'system'`)
    expect(await present(revoked.old)).toBe('REVOKED')
    const rotating = await make(tenant.owner)
    await rotate(tenant.owner, { keyId: rotating.id, graceSeconds: 600 })
    expect(await present(rotating.secret)).toBe('VALID')
    for (const { id } of [soon, over, revoked, rotating]) expect(await uses(id)).toEqual([])
  })

  test('is told of once, to the owner and those who govern, and leaves the key as it is', async () => {
    const { id, old } = await ended(120)
    await present(old)
    expect(await settle()).toBe(1)
    expect(await settle()).toBe(0)
    await present(old)
    expect(await settle()).toBe(0)
    const told = await notices(id)
    expect(told).toHaveLength(1)
    expect(told[0]?.data).toMatchObject({
      key: { id },
      secret: { generation: 1 },
      ip: '198.51.100.9',
      userAgent: 'cron/1',
    })
    const recipients = await database().prisma.noticeRecipient.findMany({
      where: { noticeId: told[0]?.id ?? '' },
    })
    expect(recipients.map(({ userId }) => userId).sort()).toEqual(
      [tenant.owner.actor.id, tenant.admin.actor.id].sort(),
    )
    expect(await get(tenant.owner, { keyId: id })).toMatchObject({ status: 'active' })
  })

  test('revokes the key where the organization has chosen so, in the audit log with why, and told of all the same', async () => {
    await choose('revoke')
    const { id, old } = await ended(120)
    const bystander = await make(tenant.owner)
    await present(old)
    expect(await settle()).toBe(1)
    expect(await get(tenant.owner, { keyId: id })).toMatchObject({
      status: 'revoked',
      revokedBy: { type: 'system' },
      revokedReason: 'Its secret 1, which a rotation had ended, was used from 198.51.100.9',
    })
    expect((await actionsOf(id)).at(-1)).toBe('key.revoke')
    expect(await notices(id)).toHaveLength(1)
    expect(await get(tenant.owner, { keyId: bystander.id })).toMatchObject({ status: 'active' })
    expect(await settle()).toBe(0)
  })

  test('is dealt with once by several at once', async () => {
    await choose('revoke')
    const keys = [await ended(120), await ended(120), await ended(120)]
    for (const { old } of keys) await present(old)
    await Promise.all(Array.from({ length: 5 }, settle))
    for (const { id } of keys) {
      expect((await actionsOf(id)).filter((action) => action === 'key.revoke')).toHaveLength(1)
      expect(await notices(id)).toHaveLength(1)
    }
  })

  test('that was only told of revokes the key at the next use, once that is chosen, and not before', async () => {
    const { id, old } = await ended(120)
    await present(old)
    await settle()
    await choose('revoke')
    expect(await settle()).toBe(0)
    expect(await get(tenant.owner, { keyId: id })).toMatchObject({ status: 'active' })
    await present(old)
    expect(await settle()).toBe(1)
    expect(await get(tenant.owner, { keyId: id })).toMatchObject({ status: 'revoked' })
  })

  test('that goes on is told of again a day later', async () => {
    const { id, old } = await ended(3 * 86_400)
    await present(old)
    await settle()
    await database().pool.query(
      `update retired_secret_use set settled_at = now() - interval '25 hours', last_at = now() - interval '25 hours'
       where key_id = $1`,
      [id],
    )
    await database().pool.query(
      `update notice set subject = subject || ' before' where key_id = $1 and type = 'key.retired_secret_used'`,
      [id],
    )
    await present(old)
    expect(await settle()).toBe(1)
    expect(await notices(id)).toHaveLength(2)
  })
})

test('whoever may not change the organization may not choose, and the choice is in the audit log', async () => {
  const { admin, organizationId } = tenant
  await expect(
    updateOrganization(admin, { organizationId, retiredSecretUse: 'revoke' }),
  ).rejects.toMatchObject({
    code: 'forbidden',
  })
  await choose('revoke')
  const event = await database().prisma.auditEvent.findFirstOrThrow({
    where: { organizationId, action: 'organization.update' },
  })
  expect(event.detail).toEqual({ retiredSecretUse: { from: 'tell', to: 'revoke' } })
})
