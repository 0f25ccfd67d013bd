import { parseArgs } from 'node:util'
import { anyUuid } from '#lib/contracts/fields.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import type { installPreset } from '#lib/contracts/presets.ts'
import { installAsSystem } from '#lib/core/presets/install-as-system.ts'
import { fillWithSamples } from '#lib/core/seed/fill.ts'
import { database } from '#lib/db/client.ts'
import { presets } from '#lib/dialects/presets.ts'

/**
 * `npm run seed`: fills an organization with sample data, or installs a preset in it. Runs behind `with-database.ts`, which
 * prepares everything.
 *
 *     npm run seed -- --organization <name or id> --seed <number>
 *     npm run seed -- --organization <name or id> --preset <name>
 *
 * Without a name it is the organization that was founded first.
 */
export default async function seed(): Promise<void> {
  const { values } = parseArgs({
    options: {
      organization: { type: 'string' },
      seed: { type: 'string' },
      preset: { type: 'string', multiple: true },
    },
  })
  if (values.preset) await installOne(values.preset, values)
  else await fill(values)
}

interface Wanted {
  organization?: string | undefined
  seed?: string | undefined
}

async function fill({ organization: wanted, seed: text = '1' }: Wanted): Promise<void> {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new Error('--seed takes a whole number.')
  const organization = await chosen(wanted)
  const began = performance.now()
  const filled = await fillWithSamples(database().prisma, { organizationId: organization.id, seed: number })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const verifications = filled.verifications.toLocaleString('en')
  process.stdout.write(
    `${organization.name} now has ${filled.people} sample people, ${filled.keys} keys and ${verifications} verifications over 90 days (${seconds} s).\n` +
      'The sample people have no password, so nobody can sign in as one of them; sign in as yourself.\n',
  )
}

async function installOne(names: readonly string[], { organization: wanted, seed: number }: Wanted) {
  const known = `There are: ${presets.map(({ name }) => name).join(', ')}.`
  if (names.length > 1) throw new Error(`--preset takes one name at a time. ${known}`)
  const preset = presets.find(({ name }) => name === names[0])
  if (!preset) throw new Error(`There is no preset ${names[0]}. ${known}`)
  if (number !== undefined) throw new Error('--seed is for sample data, which --preset does not fill in.')
  const organization = await chosen(wanted)
  const added = await installAsSystem(database().prisma, organization.id, preset)
  const lines = [
    ...told(organization.name, preset.title, added),
    `Make a key with it in the portal, or point a client of ${preset.title} at /api/compat/${preset.name}; the reference at /docs says how.`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** What was added, in lines. */
function told(organization: string, title: string, added: Reply<typeof installPreset>): string[] {
  const { permissions, roles, levels, keys, effective } = added
  if (permissions.length + roles.length + levels.length === 0)
    return [`${organization} has the whole of ${title} already, so nothing was added.`]
  const parts = {
    Permissions: permissions.map(({ name }) => name),
    Roles: roles.filter(({ isNew }) => isNew).map(({ name }) => name),
    Levels: levels.filter(({ isNew }) => isNew).map(({ level, name }) => `${level} (${name})`),
    'More for': [
      ...roles.filter(({ isNew }) => !isNew).map(({ name }) => `the role ${name}`),
      ...levels.filter(({ isNew }) => !isNew).map(({ level }) => `level ${level}`),
    ],
  }
  const silent = effective.unconfirmed.map(({ name }) => name)
  return [
    `${title} is installed in ${organization}. Added:`,
    ...Object.entries(parts)
      .filter(([, names]) => names.length > 0)
      .map(([part, names]) => `  ${part}: ${names.join(', ')}`),
    ...(keys > 0 ? [keys === 1 ? '1 key holds more by it.' : `${keys} keys hold more by it.`] : []),
    ...(silent.length > 0
      ? [`Not confirmed yet by ${silent.join(', ')}, which may go on by what it knew until its lease ends.`]
      : []),
  ]
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
