import { record } from '../audit/record.ts'
import { refuseTooMany } from '../catalogue/room.ts'
import type { Tx } from '../transaction.ts'
import { isNothing, type Missing, type Preset } from './preset.ts'

/**
 * Adds the missing part of a preset, audited; where nothing is missing, nothing happens. The vocabulary must be locked.
 * @param keys how many keys hold more by it, for the audit log
 */
export async function add(
  tx: Tx,
  organizationId: string,
  preset: Preset,
  missing: Missing,
  keys: number,
): Promise<void> {
  if (isNothing(missing)) return
  const { permissions, roles, levels } = missing
  const fresh = roles.filter(({ isNew }) => isNew)
  await refuseTooMany(tx, organizationId, { permissions: permissions.length, roles: fresh.length })
  await tx.db.permission.createMany({ data: permissions.map((one) => ({ organizationId, ...one })) })
  const catalogue = await tx.db.permission.findMany({
    where: { organizationId },
    select: { id: true, name: true },
  })
  const idOf = new Map(catalogue.map(({ id, name }) => [name, id]))
  const ids = (names: readonly string[]) =>
    names.map((name) => {
      const permissionId = idOf.get(name)
      if (permissionId === undefined)
        throw new Error(`The preset ${preset.name} names ${name} and does not have it`)
      return { permissionId }
    })

  await tx.db.role.createMany({
    data: fresh.map(({ name, description }) => ({ organizationId, name, description })),
  })
  const rows = await tx.db.role.findMany({
    where: { organizationId, name: { in: roles.map(({ name }) => name) } },
    select: { id: true, name: true },
  })
  const lackOf = new Map(roles.map((role) => [role.name, role.permissions]))
  await tx.db.rolePermission.createMany({
    data: rows.flatMap(({ id, name }) => ids(lackOf.get(name) ?? []).map((one) => ({ roleId: id, ...one }))),
  })

  await tx.db.level.createMany({
    data: levels
      .filter(({ isNew }) => isNew)
      .map(({ level, name, description }) => ({ organizationId, level, name, description })),
  })
  await tx.db.levelPermission.createMany({
    data: levels.flatMap(({ level, permissions: lacks }) =>
      ids(lacks).map((one) => ({ organizationId, level, ...one })),
    ),
  })

  await record(tx, {
    action: 'preset.install',
    target: { type: 'organization', id: organizationId, name: preset.title },
    detail: {
      preset: preset.name,
      permissions: permissions.map(({ name }) => name),
      roles: roles.map(({ name, isNew, permissions: lacks }) => ({ name, isNew, permissions: lacks })),
      levels: levels.map(({ level, isNew, permissions: lacks }) => ({ level, isNew, permissions: lacks })),
      keys,
    },
  })
}
