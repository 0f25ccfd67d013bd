import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { foundTenant, make } from '#lib/core/keys/testing.ts'
import { installAsSystem } from '#lib/core/presets/install-as-system.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { presets } from '#lib/dialects/presets.ts'
import seed from '#scripts/seed.ts'

withDatabase()

const { argv } = process
let said = ''
beforeEach(() => {
  said = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.argv = argv
})

/** Runs the command as `npm run seed --` would, and gives what it has said. */
async function run(...args: string[]): Promise<string> {
  process.argv = ['node', 'scripts/seed.ts', ...args]
  said = ''
  await seed()
  return said
}

const names = 'There are: dadosfera, freesewing, trackgenesis, vertesia.'

test('a preset is installed in the organization that was founded first, or in the one that is named', async () => {
  const [first, second] = [await foundTenant('First'), await foundTenant('Second')]
  expect(await run('--preset', 'trackgenesis')).toMatch(
    /^TrackGenesis is installed in First\. Added:\n {2}Permissions: /,
  )
  expect(await run('--preset', 'trackgenesis', '--organization', second.organizationId)).toMatch(
    /^TrackGenesis is installed in Second\./,
  )
  for (const { organizationId } of [first, second]) {
    const events = await database().prisma.auditEvent.findMany({
      where: { organizationId, action: 'preset.install' },
    })
    expect(events).toMatchObject([
      { actorType: 'system', actorName: 'Command line', detail: { preset: 'trackgenesis' } },
    ])
    const where = { organizationId, name: 'api_key_management' }
    expect(await database().prisma.permission.count({ where })).toBe(1)
    // Sample data is for who asks for it.
    expect(await database().prisma.apiKey.count({ where: { organizationId } })).toBe(0)
  }
})

test('it says what was added, which keys hold more, and what comes next', async () => {
  const { owner } = await foundTenant('Third')
  await make(owner, { role: 'reader' })
  const told = await run('--preset', 'vertesia', '--organization', 'Third')
  expect(told).toContain('Vertesia is installed in Third. Added:\n')
  expect(told).toMatch(/^ {2}Permissions: .*\n {2}Roles: .*developer.*\n {2}More for: .*the role reader/m)
  expect(told).toContain('\n1 key holds more by it.\n')
  expect(told).toContain('/api/compat/vertesia')
  expect(await run('--preset', 'vertesia', '--organization', 'Third')).toMatch(
    /^Third has the whole of Vertesia already, so nothing was added\.\n.*\/api\/compat\/vertesia/,
  )
})

test('what it cannot do it says in a sentence, and does nothing', async () => {
  const { organizationId } = await foundTenant('Fourth')
  const before = await database().prisma.auditEvent.count({ where: { organizationId } })
  const of = ['--organization', 'Fourth']
  await expect(run('--preset', 'vertex', ...of)).rejects.toThrow(`There is no preset vertex. ${names}`)
  await expect(run('--preset', 'constructor', ...of)).rejects.toThrow(
    `There is no preset constructor. ${names}`,
  )
  await expect(run('--preset', 'vertesia', '--preset', 'freesewing', ...of)).rejects.toThrow(
    `--preset takes one name at a time. ${names}`,
  )
  await expect(run('--preset', 'vertesia', '--seed', '2', ...of)).rejects.toThrow('--seed is for sample data')
  await expect(run('--preset', 'vertesia', '--organization', 'Nowhere')).rejects.toThrow(
    'There is no organization Nowhere.',
  )
  expect(await database().prisma.auditEvent.count({ where: { organizationId } })).toBe(before)
})

test('the command line holds what any preset hands on', async () => {
  const { organizationId } = await foundTenant('Fifth')
  for (const preset of presets) await installAsSystem(database().prisma, organizationId, preset)
})
