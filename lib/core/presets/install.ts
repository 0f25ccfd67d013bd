import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { type Tx, transaction } from '../transaction.ts'
import { missingOf } from './missing.ts'
import type { Missing, Preset } from './preset.ts'

interface Installing {
  /** Whether roles and rungs that are there already get what they lack. Else only what does not exist is made. */
  complete: boolean
}

/**
 * Gives an organization what it lacks of a preset; nothing that it has is taken away. Where roles and rungs are completed, the
 * keys that have them hold more from then on.
 * @returns what was added
 * @throws CoreError `forbidden` without permission:update, for a key, and for a preset that holds what its installer does not
 */
export async function install(ctx: Ctx, preset: Preset, { complete }: Installing): Promise<Missing> {
  requirePermission(ctx, 'permission:update')
  if (ctx.actor.type === 'key')
    throw new CoreError('forbidden', 'A preset widens what keys hold: that is for a person, not for a key.')
  requireHeld(ctx, preset)
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    // One after the other: two at once would each make the same role.
    await tx.db.$executeRaw`SELECT 1 FROM organization WHERE id = ${organizationId}::uuid FOR NO KEY UPDATE`
    const lacking = await missingOf(tx.db, organizationId, preset)
    const added = complete ? lacking : onlyNew(lacking)
    if (isNothing(added)) return added
    await add(tx, organizationId, preset, added)
    changed(tx, { organizationId })
    await record(tx, {
      action: 'preset.install',
      target: { type: 'organization', id: organizationId, name: preset.title },
      detail: {
        preset: preset.name,
        permissions: added.permissions,
        roles: added.roles,
        levels: added.levels,
      },
    })
    return added
  })
}

/**
 * Makes what an organization lacks of the vocabulary of a contract that is being spoken, where the actor may; what is there stays as it
 * is, so that no key comes to hold more. So a client of that contract works from its owner's first call on.
 * @returns the context, holding what the actor holds from now on
 */
export async function adopt(tx: Tx, preset: Preset): Promise<Tx> {
  if (tx.actor.type !== 'user' || !tx.permissions.has('permission:update')) return tx
  const { permissions } = await install(tx, preset, { complete: false })
  return { ...tx, permissions: new Set([...tx.permissions, ...permissions]) }
}

const isNothing = ({ permissions, roles, levels }: Missing) =>
  permissions.length === 0 && roles.length === 0 && levels.length === 0

const onlyNew = ({ permissions, roles, levels }: Missing): Missing => ({
  permissions,
  roles: roles.filter(({ isNew }) => isNew),
  levels: levels.filter(({ isNew }) => isNew),
  keys: 0,
})

/** Of the organization's own permissions its people hold all; of those that govern Latchwork they do not. */
function requireHeld(ctx: Ctx, preset: Preset): void {
  if (ctx.actor.type === 'system') return
  const governing = [
    ...preset.roles.flatMap((role) => role.permissions),
    ...preset.levels.flatMap(({ adds }) => adds),
  ]
  const beyond = governing.find((name) => name in builtInPermissions && !ctx.permissions.has(name))
  if (beyond) throw new CoreError('forbidden', `This preset hands on ${beyond}, which you do not hold.`)
}

async function add(tx: Tx, organizationId: string, preset: Preset, added: Missing): Promise<void> {
  await tx.db.permission.createMany({
    data: added.permissions.map((name) => ({
      organizationId,
      name,
      description: preset.permissions[name] ?? '',
    })),
  })
  const all = await tx.db.permission.findMany({ where: { organizationId }, select: { id: true, name: true } })
  const idOf = new Map(all.map(({ id, name }) => [name, id]))
  const ids = (names: readonly string[]) =>
    names.map((name) => {
      const permissionId = idOf.get(name)
      if (permissionId === undefined)
        throw new Error(`The preset ${preset.name} names ${name} and does not have it`)
      return { permissionId }
    })
  for (const { name, permissions } of added.roles) {
    const role = await tx.db.role.upsert({
      where: { organizationId_name: { organizationId, name } },
      create: {
        organizationId,
        name,
        description: preset.roles.find((one) => one.name === name)?.description ?? '',
      },
      update: {},
    })
    await tx.db.rolePermission.createMany({
      data: ids(permissions).map((one) => ({ roleId: role.id, ...one })),
      skipDuplicates: true,
    })
  }
  for (const { level, permissions } of added.levels) {
    const rung = preset.levels.find((one) => one.level === level)
    await tx.db.level.upsert({
      where: { organizationId_level: { organizationId, level } },
      create: { organizationId, level, name: rung?.name ?? '', description: rung?.description ?? '' },
      update: {},
    })
    await tx.db.levelPermission.createMany({
      data: ids(permissions).map((one) => ({ organizationId, level, ...one })),
      skipDuplicates: true,
    })
  }
}
