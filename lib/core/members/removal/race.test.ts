import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../../context.ts'
import { CoreError } from '../../errors.ts'
import { bulk } from '../../keys/bulk.ts'
import { foundTenant, make, type Tenant } from '../../keys/testing.ts'
import { archive } from '../../service-accounts/archive.ts'
import { update as updateAccount } from '../../service-accounts/update.ts'
import { joined, ownerless, removed } from './testing.ts'

withDatabase()

const rounds = 200

/** Each at its own moment around the same instant; refusals are answers too. */
async function atOnce(works: readonly (() => Promise<unknown>)[]): Promise<PromiseSettledResult<unknown>[]> {
  const results = await Promise.allSettled(
    works.map(async (work) => {
      await setTimeout(Math.random() * 10)
      return work()
    }),
  )
  for (const result of results)
    if (result.status === 'rejected' && !(result.reason instanceof CoreError)) throw result.reason
  return results
}

const won = (results: readonly PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length

/** Somebody with a key of their own that may make others, and that key as a caller. */
async function leaverWithKey(tenant: Tenant) {
  const leaver = await joined(tenant)
  const ownerId = leaver.actor.id
  const { id } = await database().prisma.apiKey.create({
    data: {
      organizationId: tenant.organizationId,
      projectId: tenant.projectId,
      ownerUserId: ownerId,
      name: 'Own',
      start: 'lw_own',
      last: 'last',
      createdByType: 'system',
      updatedByType: 'system',
    },
  })
  const key: Ctx = {
    ...leaver,
    actor: { type: 'key', id, name: 'Own', owner: { userId: ownerId, serviceAccountId: null } },
    reach: [tenant.projectId],
    role: null,
    permissions: new Set(['api_key:create:own']),
  }
  return { leaver, ownerId, key }
}

test(`a member who makes, and is given, keys while being removed leaves none without an owner, in ${rounds} rounds`, {
  timeout: 120_000,
}, async () => {
  const tenant = await foundTenant()
  const { owner, admin, otherMember, organizationId } = tenant
  const given = await make(otherMember, { name: 'Given' })
  const account = await database().prisma.serviceAccount.create({
    data: { organizationId, name: 'Robot', responsibleId: otherMember.actor.id },
  })
  let made = 0
  let refusals = 0
  for (let round = 0; round < rounds; round += 1) {
    const { leaver, ownerId, key } = await leaverWithKey(tenant)
    const giving = [
      () => make(leaver, { name: 'By their session' }),
      () => make(key, { name: 'By their key' }),
      () => make(admin, { name: 'By an admin', ownerId }),
      async () => {
        const { results } = await bulk(admin, { action: 'transfer', ids: [given.id], ownerId })
        if (!results[0]?.ok) throw new CoreError('invalid', 'Not transferred')
      },
      () => updateAccount(admin, { serviceAccountId: account.id, responsibleId: ownerId }),
    ]
    const [removal, ...others] = await atOnce([
      () =>
        removed(owner, ownerId, {
          idle:
            round % 2 === 0
              ? { action: 'transfer', ownerId: otherMember.actor.id }
              : { action: 'transfer', ownerId: tenant.serviceAccountId },
          responsibleId: owner.actor.id,
        }),
      // Three of the five, each round others.
      ...[...giving, ...giving].slice(round % 5, (round % 5) + 3),
    ])
    expect(removal?.status).toBe('fulfilled')
    made += won(others)
    refusals += others.length - won(others)
    expect(await ownerless(organizationId), `round ${round}`).toEqual([])
    const { rows } = await database().pool.query(
      `SELECT a.id FROM service_account a WHERE a.organization_id = $1 AND a.responsible_id = $2`,
      [organizationId, ownerId],
    )
    expect(rows, `round ${round}`).toEqual([])
  }
  // Both orders were met: else nothing was shown.
  expect(made).toBeGreaterThan(rounds / 4)
  expect(refusals).toBeGreaterThan(rounds / 4)
})

test('a service account that is given keys while being archived is archived without any, or not at all', {
  timeout: 60_000,
}, async () => {
  const tenant = await foundTenant()
  const { owner, admin, member, organizationId } = tenant
  let archived = 0
  for (let round = 0; round < 40; round += 1) {
    const account = await database().prisma.serviceAccount.create({
      data: { organizationId, name: `Robot ${round}`, responsibleId: owner.actor.id },
    })
    const given = await make(member, { name: 'Given' })
    const [archiving] = await atOnce([
      () => archive(owner, { serviceAccountId: account.id, keys: round % 2 === 0 ? 'revoke' : undefined }),
      () => make(admin, { ownerId: account.id }),
      () => bulk(admin, { action: 'transfer', ids: [given.id], ownerId: account.id }),
    ])
    if (archiving?.status === 'fulfilled') archived += 1
    expect(await ownerless(organizationId), `round ${round}`).toEqual([])
  }
  expect(archived).toBeGreaterThan(10)
})
