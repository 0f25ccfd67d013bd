import { parseArgs } from 'node:util'
import { anyUuid } from '#lib/contracts/fields.ts'
import { fillWithSamples } from '#lib/core/seed/fill.ts'
import { database } from '#lib/db/client.ts'

/**
 * `npm run seed`: fills an organization with sample data. Runs behind `with-database.ts`, which prepares everything.
 *
 *     npm run seed -- --organization <name or id> --seed <number>
 *
 * Without a name it is the organization that was founded first.
 */
export default async function seed(): Promise<void> {
  const { values } = parseArgs({ options: { organization: { type: 'string' }, seed: { type: 'string' } } })
  const number = Number(values.seed ?? 1)
  if (!Number.isSafeInteger(number)) throw new Error('--seed takes a whole number.')
  const organization = await chosen(values.organization)
  const began = performance.now()
  const filled = await fillWithSamples(database().prisma, { organizationId: organization.id, seed: number })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const verifications = filled.verifications.toLocaleString('en')
  process.stdout.write(
    `${organization.name} now has ${filled.people} sample people, ${filled.keys} keys and ${verifications} verifications over 90 days (${seconds} s).\n` +
      'The sample people have no password, so nobody can sign in as one of them; sign in as yourself.\n',
  )
}

async function chosen(wanted: string | undefined): Promise<{ id: string; name: string }> {
  const { prisma } = database()
  const select = { id: true, name: true } as const
  const orderBy = { createdAt: 'asc' } as const
  if (wanted === undefined) {
    const first = await prisma.organization.findFirst({ select, orderBy })
    if (first) return first
    throw new Error('There is no organization yet. Set the portal up first, with npm start.')
  }
  const found = await prisma.organization.findMany({
    where: anyUuid.test(wanted) ? { id: wanted } : { name: wanted },
    select,
    take: 2,
  })
  if (found.length > 1)
    throw new Error(`There are several organizations called ${wanted}. Give the id of the one you mean.`)
  const [one] = found
  if (!one) throw new Error(`There is no organization ${wanted}.`)
  return one
}
