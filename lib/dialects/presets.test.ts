import { beforeEach, describe, expect, test } from 'vitest'
import { builtInPermissions, permissionName } from '#lib/contracts/permissions.ts'
import { listPresets, presetName } from '#lib/contracts/presets.ts'
import { levels } from '#lib/core/catalogue/list-levels.ts'
import { permissions } from '#lib/core/catalogue/list-permissions.ts'
import { roles } from '#lib/core/catalogue/list-roles.ts'
import { foundTenant, type Tenant } from '#lib/core/keys/testing.ts'
import { defaultPermissions } from '#lib/core/organizations/defaults.ts'
import { install } from '#lib/core/presets/install.ts'
import { list } from '#lib/core/presets/list.ts'
import type { Preset } from '#lib/core/presets/preset.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import { presets } from './presets.ts'

withDatabase()

let tenant: Tenant
beforeEach(async () => {
  tenant = await foundTenant()
})

const nothing = { permissions: [], roles: [], levels: [], keys: 0 }
const missing = async (preset: Preset) => (await list([preset])(tenant.owner)).items[0]?.missing

describe.each(presets.map((preset) => ({ preset, name: preset.name })))('the preset $name', ({ preset }) => {
  test('keeps the rules of names, and says of each thing what it is', () => {
    expect(presetName.parse(preset.name)).toBe(preset.name)
    const own = Object.keys(preset.permissions)
    expect(own.filter((name) => !permissionName.safeParse(name).success)).toEqual([])
    expect(own.filter((name) => Object.hasOwn(builtInPermissions, name))).toEqual([])
    for (const { name } of preset.roles) expect(name).toMatch(/^[a-z][a-z0-9_]{0,99}$/)
    for (const { level } of preset.levels) expect([0, 1, 2, 3, 4, 5, 6, 7, 8]).toContain(level)
    const words = [
      preset.title,
      preset.about,
      ...Object.values(preset.permissions),
      ...[...preset.roles, ...preset.levels].flatMap(({ name, description }) => [name, description]),
    ]
    expect(words.filter((text) => text === '' || text.trim() !== text || text.length > 500)).toEqual([])
  })

  test('names each thing once, and no permission that there is not', () => {
    const handed = [...preset.roles.map((role) => role.permissions), ...preset.levels.map(({ adds }) => adds)]
    const named = [preset.roles.map(({ name }) => name), preset.levels.map(({ level }) => level), ...handed]
    for (const names of named) expect(new Set<unknown>(names).size).toBe(names.length)
    const known = { ...preset.permissions, ...builtInPermissions }
    expect(handed.flat().filter((name) => !Object.hasOwn(known, name))).toEqual([])
  })

  test('installs in a new organization, whole, and a second time changes no row', async () => {
    const before = await missing(preset)
    const { effective, ...added } = await install(tenant.owner, preset)
    expect(added).toEqual(before)
    expect(effective.unconfirmed).toEqual([])
    const digest = await digestTables()
    expect(await install(tenant.owner, preset)).toMatchObject(nothing)
    expect(changedTables(digest, await digestTables())).toEqual([])

    const catalogue = (await permissions(tenant.owner)).items
    for (const [name, description] of Object.entries(preset.permissions))
      expect(catalogue, name).toContainEqual({
        id: expect.any(Number),
        name,
        description: defaultPermissions[name] ?? description,
        builtIn: false,
        version: 1,
      })
    const madeRoles = new Map((await roles(tenant.owner)).items.map((one) => [one.name, one]))
    for (const { name, permissions: holds } of preset.roles)
      expect(madeRoles.get(name)?.permissions, name).toEqual(expect.arrayContaining([...holds]))
    const ladder = new Map((await levels(tenant.owner)).items.map((one) => [one.level, one]))
    for (const { level, adds } of preset.levels)
      expect(ladder.get(level)?.permissions, String(level)).toEqual(expect.arrayContaining([...adds]))
  })

  test('is listed in the shape of the contract', async () => {
    expect(listPresets.reply.safeParse(await list([preset])(tenant.viewer)).error).toBeUndefined()
  })
})

test('the presets have names of their own, and all of them live in one organization', async () => {
  expect(presets.map(({ name }) => name)).toEqual(['dadosfera', 'freesewing', 'trackgenesis', 'vertesia'])
  for (const preset of presets) await install(tenant.owner, preset)
  const { items } = await list(presets)(tenant.owner)
  expect(items.map((one) => one.missing)).toEqual(presets.map(() => nothing))
})
