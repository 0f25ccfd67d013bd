import type { Db } from '../context.ts'
import type { Missing, Preset } from './preset.ts'

/** What an organization lacks of a preset. */
export async function missingOf(db: Db, organizationId: string, preset: Preset): Promise<Missing> {
  const where = { organizationId }
  const known = await db.permission.findMany({ where, select: { name: true } })
  const names = new Set(known.map(({ name }) => name))
  const roles = await db.role.findMany({
    where: { organizationId, name: { in: preset.roles.map(({ name }) => name) } },
    select: { name: true, permissions: { select: { permission: { select: { name: true } } } } },
  })
  const rungs = await db.level.findMany({
    where,
    select: { level: true, permissions: { select: { permission: { select: { name: true } } } } },
  })
  const heldBy = (list: { permissions: { permission: { name: string } }[] } | undefined) =>
    new Set(list?.permissions.map(({ permission }) => permission.name))

  const lackingRoles = preset.roles.map(({ name, permissions }) => {
    const there = roles.find((role) => role.name === name)
    const held = heldBy(there)
    return { name, isNew: !there, permissions: permissions.filter((one) => !held.has(one)) }
  })
  const lackingLevels = preset.levels.map(({ level, adds }) => {
    const there = rungs.find((rung) => rung.level === level)
    const held = heldBy(there)
    return { level, isNew: !there, permissions: adds.filter((one) => !held.has(one)) }
  })
  const widened = {
    roles: lackingRoles.filter((role) => !role.isNew && role.permissions.length > 0),
    levels: lackingLevels.filter((rung) => rung.permissions.length > 0),
  }
  return {
    permissions: Object.keys(preset.permissions).filter((name) => !names.has(name)),
    roles: lackingRoles.filter((role) => role.isNew || role.permissions.length > 0),
    levels: lackingLevels.filter((rung) => rung.isNew || rung.permissions.length > 0),
    keys: await keysWidened(db, organizationId, widened),
  }
}

async function keysWidened(
  db: Db,
  organizationId: string,
  { roles, levels }: Pick<Missing, 'roles' | 'levels'>,
): Promise<number> {
  if (roles.length === 0 && levels.length === 0) return 0
  const least = Math.min(9, ...levels.map(({ level }) => level))
  return db.apiKey.count({
    where: {
      organizationId,
      revokedAt: null,
      OR: [{ role: { name: { in: roles.map(({ name }) => name) } } }, { level: { gte: least } }],
    },
  })
}
