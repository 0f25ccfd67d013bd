import fc from 'fast-check'
import { expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type Meter, makeMeter } from '#lib/gate/meter.ts'
import type { Use } from '#lib/gate/tally.ts'
import { foundTenant, make, type Tenant } from '../keys/testing.ts'
import { getUsage } from './get-usage.ts'
import { sumUsage } from './sum.ts'

withDatabase()

const hour = 3_600_000
const day = 24 * hour
/** The beginning of a day five days ago: what comes in the hours after it is over, and within reach of one question. */
const start = Math.floor(Date.now() / day) * day - 5 * day
const hours = 100

const codes = ['VALID', 'EXPIRED', 'RATE_LIMITED'] as const

interface Count {
  /** Which of the tenant's keys. */
  key: number
  /** Hours after `start`. */
  hour: number
  code: (typeof codes)[number]
}
const count = fc.record<Count>({
  key: fc.nat({ max: 2 }),
  hour: fc.nat({ max: hours - 1 }),
  code: fc.constantFrom(...codes),
})

/** A tenant with three keys in two projects, and what counts their uses on an instance. */
async function ground() {
  const tenant = await foundTenant()
  const { member, otherMember, otherProjectId } = tenant
  const made = [
    await make(member),
    await make(otherMember),
    await make(member, { projectId: otherProjectId }),
  ]
  const keys = made.map(({ id, secrets }) => ({ keyId: id, secretId: secrets[0]?.id ?? '' }))
  const use = ({ key, hour: n, code }: Count): Use => ({
    ...(keys[key] ?? { keyId: '', secretId: '' }),
    retiring: false,
    startsGrace: false,
    ended: false,
    retired: false,
    asks: false,
    code,
    at: start + n * hour + 1,
    ip: null,
    userAgent: null,
    query: null,
    permissions: [],
  })
  return { tenant, use }
}

const meter = () => makeMeter({ pool: () => database().pool, every: 0 })
const written = async (one: Meter) => expect(await one.drain(10_000)).toBe(true)

type Question = Parameters<typeof getUsage>[1]

/** What is answered where nothing is summed: the sums are put aside for a moment. */
async function uncounted(tenant: Tenant, question: Question) {
  const where = { organizationId: tenant.organizationId }
  const { prisma } = database()
  const mark = await prisma.usageMark.findUnique({ where })
  if (mark) await prisma.usageMark.delete({ where })
  const answer = await getUsage(tenant.owner, question)
  if (mark) await prisma.usageMark.create({ data: mark })
  return answer
}

async function forgetSums(where: { organizationId: string }): Promise<void> {
  const { prisma } = database()
  await prisma.usageMark.deleteMany({ where })
  await prisma.projectUsage.deleteMany({ where })
  await prisma.keyUsageDay.deleteMany({ where })
}

const question = fc
  .record({
    from: fc.nat({ max: hours + 10 }),
    span: fc.integer({ min: 1, max: hours }),
    unit: fc.constantFrom('hour' as const, 'day' as const),
    by: fc.constantFrom('outcome' as const, 'key' as const, 'project' as const, 'owner' as const),
    inProject: fc.boolean(),
  })
  .map(
    ({ from, span, unit, by, inProject }) =>
      (tenant: Tenant): Question => ({
        from: new Date(start + (from - 5) * hour).toISOString(),
        to: new Date(start + (from - 5 + span) * hour).toISOString(),
        unit,
        by,
        ...(inProject ? { project: tenant.projectId } : {}),
      }),
  )

test('an answer is the same whether or not what it is about is summed, also where some of it was counted late', async () => {
  const { tenant, use } = await ground()
  const where = { organizationId: tenant.organizationId }
  const { prisma } = database()
  await fc.assert(
    fc.asyncProperty(
      fc.array(count, { minLength: 1, maxLength: 30 }),
      fc.array(count, { maxLength: 10 }),
      fc.array(question, { minLength: 6, maxLength: 6 }),
      async (early, late, questions) => {
        await prisma.keyUsage.deleteMany({ where })
        await forgetSums(where)
        const one = meter()
        for (const each of early) one.count(use(each))
        await written(one)
        await sumUsage(prisma)
        for (const each of late) one.count(use(each))
        await written(one)
        for (const ask of questions) {
          const asked = ask(tenant)
          expect(await getUsage(tenant.owner, asked)).toEqual(await uncounted(tenant, asked))
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

/** Sums that differ from what was counted: by project and hour, and by key and day. */
async function faults(organizationId: string): Promise<unknown[]> {
  const { rows } = await database().pool.query(
    `with mark as (select hour from usage_mark where organization_id = $1),
       counted as (select u.*, mark.hour as mark from key_usage u, mark where organization_id = $1 and u.hour < mark.hour)
     select 'project' as of, coalesce(is_.id, is_not.id) id, is_.count, is_not.count as summed
     from (select project_id id, hour at, outcome, sum(count)::int count from counted group by 1, 2, 3) is_
     full join (select project_id id, hour at, outcome, count::int from project_usage where organization_id = $1) is_not
       using (id, at, outcome) where is_.count is distinct from is_not.count
     union all
     select 'key', coalesce(is_.id, is_not.id), is_.count, is_not.count
     from (select key_id id, (hour at time zone 'UTC')::date at, outcome, sum(count)::int count from counted
       where ((counted.hour at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC' <= mark group by 1, 2, 3) is_
     full join (select key_id id, day at, outcome, count::int from key_usage_day where organization_id = $1) is_not
       using (id, at, outcome) where is_.count is distinct from is_not.count`,
    [organizationId],
  )
  return rows
}

test('what instances count in hours that are being summed is in the sums once, in 50 rounds', async () => {
  const { tenant, use } = await ground()
  const { organizationId } = tenant
  const { prisma } = database()
  const meters = [meter(), meter()]
  for (let round = 0; round < 50; round += 1) {
    await forgetSums({ organizationId })
    for (const [at, one] of meters.entries())
      for (let n = 0; n < 20; n += 1)
        one.count(use({ key: (n + at) % 3, hour: (n * 5 + round) % hours, code: 'VALID' }))
    await Promise.all([...meters.map(written), sumUsage(prisma)])
    expect(await faults(organizationId)).toEqual([])
  }
  const { total } = await getUsage(tenant.owner, {
    from: new Date(start).toISOString(),
    unit: 'day',
  })
  expect(total).toEqual({ VALID: 50 * 40 })
}, 120_000)

test('the hour that runs and the one before are left alone, and what is summed is not summed again', async () => {
  const { tenant, use } = await ground()
  const one = meter()
  const now = Math.floor(Date.now() / hour) - start / hour
  for (const n of [now, now - 1, now - 2]) one.count(use({ key: 0, hour: n, code: 'VALID' }))
  await written(one)
  const { prisma } = database()
  await sumUsage(prisma)
  const summed = () => prisma.projectUsage.findMany({ where: { organizationId: tenant.organizationId } })
  expect((await summed()).map((row) => row.hour.getTime())).toEqual([start + (now - 2) * hour])
  const before = await summed()
  expect(await sumUsage(prisma)).toBe(0)
  expect(await summed()).toEqual(before)
})
