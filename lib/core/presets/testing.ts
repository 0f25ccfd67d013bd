import { expect } from 'vitest'
import { database } from '#lib/db/client.ts'
import { changedTables, digestTables } from '#lib/http/testing/tables.ts'
import { levels } from '../catalogue/list-levels.ts'
import { permissions } from '../catalogue/list-permissions.ts'
import { roles } from '../catalogue/list-roles.ts'
import type { Ctx } from '../context.ts'
import type { Preset } from './preset.ts'

/** It finds the role reader and every rung but none of its permissions; the role surveyor is new. */
export const survey: Preset = {
  name: 'survey',
  title: 'Survey',
  about: 'Maps and what is drawn on them.',
  permissions: { 'maps:read': 'Look at maps', 'maps:write': 'Draw maps', plots: 'All about plots' },
  roles: [
    { name: 'reader', description: 'Another’s words', permissions: ['maps:read', 'data:read'] },
    { name: 'surveyor', description: 'Draws', permissions: ['maps:write', 'plots', 'api_key:read:own'] },
  ],
  levels: [
    { level: 1, name: 'Another’s name', description: 'Another’s words', adds: ['maps:read'] },
    { level: 5, name: 'Fifth', description: 'Draws too', adds: ['maps:write'] },
  ],
}

export const governing: Preset = {
  ...survey,
  roles: [{ name: 'founder', description: '', permissions: ['maps:read', 'organization:create'] }],
}

/** The whole vocabulary of an organization, by name. */
export async function vocabulary(ctx: Ctx) {
  const byName = <T extends { name: string }>({ items }: { items: T[] }) =>
    new Map(items.map((one) => [one.name, one]))
  return {
    permissions: byName(await permissions(ctx)),
    roles: byName(await roles(ctx)),
    levels: new Map((await levels(ctx)).items.map((rung) => [rung.level, rung])),
  }
}

export const events = (organizationId: string) =>
  database().prisma.auditEvent.findMany({
    where: { organizationId, action: 'preset.install' },
    orderBy: { seq: 'asc' },
  })

/** What the tables hold is changed by nothing of `work`. */
export async function unchanged<T>(work: () => Promise<T>): Promise<T> {
  const before = await digestTables()
  const result = await work()
  expect(changedTables(before, await digestTables())).toEqual([])
  return result
}
