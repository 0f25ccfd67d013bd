import { beforeEach, describe, expect, test } from 'vitest'
import type { PolicyRules } from '#lib/contracts/policy-rules.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { age, foundTenant, make, type Tenant } from '../keys/testing.ts'
import { announce } from './announce.ts'
import { sweep } from './sweep.ts'
import { begin, inDays, inForce } from './testing.ts'

withDatabase()

let acme: Tenant
let scopeId: string
beforeEach(async () => {
  // A sweep is of every organization: those of tests before have no policies left.
  await database().prisma.policy.deleteMany({})
  acme = await foundTenant()
  scopeId = acme.organizationId
})

const day = 86_400
const run = () => sweep(database().prisma)

describe('owners', () => {
  const noticesOf = (type: string) =>
    database().prisma.notice.findMany({
      where: { organizationId: scopeId, type },
      include: { recipients: true },
      orderBy: { at: 'asc' },
    })
  const coming = (days: number) =>
    database().pool.query(`UPDATE policy SET next_from = now() + make_interval(secs => $2) WHERE id = $1`, [
      scopeId,
      days * day,
    ])

  test('of keys that a policy will change are told 7 days and a day before, once each, of how many of theirs', async () => {
    await make(acme.member)
    await make(acme.member)
    await make(acme.admin, { ownerId: acme.serviceAccountId })
    await make(acme.otherMember, { ipAllowlist: ['203.0.113.7'] })
    // By rules that change no key, nobody is told.
    const rules: PolicyRules = { requireAddresses: true, rotateWithin: 30, creators: 'admins' }
    await inForce(acme.owner, scopeId, rules, inDays(14))
    const run = () => announce(database().prisma)
    expect(await run()).toBe(0)
    await coming(6.9)
    expect([await run(), await run()]).toEqual([1, 0])
    const first = await noticesOf('policy.announced')
    const mine = first.find(({ recipients }) => recipients.some((one) => one.userId === acme.member.actor.id))
    expect(mine?.data).toMatchObject({ policy: { name: 'Acme' }, days: 6, keys: 2 })
    // For the service account, those who govern.
    expect(first).toHaveLength(2)
    await coming(0.9)
    expect([await run(), await run()]).toEqual([1, 0])
    expect(await noticesOf('policy.announced')).toHaveLength(4)
  })

  test('are told at once where it begins sooner, by the warning that is left', async () => {
    await make(acme.member)
    await inForce(acme.owner, scopeId, { requireAddresses: true }, inDays(0.5))
    expect(await announce(database().prisma)).toBe(1)
    expect(await noticesOf('policy.announced')).toMatchObject([{ data: { keys: 1, days: 1 } }])
    await begin(scopeId)
    await run()
    expect(await noticesOf('policy.announced')).toHaveLength(1)
  })

  test('are told as it is done where it begins now, of what it does to their keys', async () => {
    const { id } = await make(acme.member)
    await inForce(acme.owner, scopeId, { requireAddresses: true })
    await run()
    expect(await noticesOf('policy.announced')).toMatchObject([{ data: { keys: 1, days: 0 } }])
    // What was asked before is no news when another rule begins, whatever has come to break it since.
    await age(id, 'enabled = true')
    await inForce(acme.owner, scopeId, { requireAddresses: true, maxLifetime: 400 * day })
    await run()
    expect(await noticesOf('policy.announced')).toHaveLength(1)
  })

  test('of keys whose secret is due for rotation are told once for each secret', async () => {
    const { id } = await make(acme.member)
    await database().pool.query(`UPDATE api_key SET created_at = now() - interval '90 days' WHERE id = $1`, [
      id,
    ])
    await database().pool.query(
      `UPDATE key_secret SET created_at = now() - interval '90 days' WHERE key_id = $1`,
      [id],
    )
    await inForce(acme.owner, scopeId, { rotateWithin: 60 })
    await run()
    await database().pool.query('UPDATE policy SET swept_at = NULL')
    await run()
    const told = await noticesOf('key.rotation_due')
    expect(told).toMatchObject([{ keyId: id, data: { days: 60, key: { name: 'Checkout' } } }])
    expect(told[0]?.recipients.map(({ userId }) => userId)).toEqual([acme.member.actor.id])
    expect(await database().prisma.apiKey.findUnique({ where: { id } })).toMatchObject({ enabled: true })
  })
})
