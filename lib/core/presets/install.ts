import type { Reply } from '#lib/contracts/operation.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import { beyondHeld, type installPreset } from '#lib/contracts/presets.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { lockVocabulary } from '../catalogue/lock-vocabulary.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { holdToPolicy } from '../policies/hold-to-policy.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { add } from './add.ts'
import { keysWidened, missingOf, vocabularyOf } from './missing.ts'
import { isNothing, type Missing, type Preset } from './preset.ts'

/** Whether the actor may install presets at all: a key may not, whatever it holds, for a preset widens what keys hold. */
export const mayInstall = ({ actor, permissions }: Ctx): boolean =>
  actor.type !== 'key' && permissions.has('permission:update')

/**
 * Gives an organization what it lacks of a preset; nothing that it has is taken away or renamed. Roles and rungs that are there
 * already get what they lack, and the keys that have them hold more from then on.
 * @returns what was added, and since when that is in effect
 * @throws CoreError `forbidden` without permission:update, for a key, and where it would hand on what its installer does not hold or
 * what needs an approval, `invalid` where the policy bans what keys would come to hold
 */
export async function install(ctx: Ctx, preset: Preset): Promise<Reply<typeof installPreset>> {
  requirePermission(ctx, 'permission:update')
  if (!mayInstall(ctx))
    throw new CoreError('forbidden', 'A preset widens what keys hold: that is for a person, not for a key.')
  const organizationId = requireOrganization(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    const missing = missingOf(await vocabularyOf(tx.db, organizationId, [preset]), preset)
    const [beyond] = beyondHeld(missing, ctx.permissions)
    if (beyond) throw new CoreError('forbidden', `This preset hands on ${beyond}, which you do not hold.`)
    const { roles, levels } = missing
    await holdToPolicy(
      tx,
      [...roles.filter(({ isNew }) => !isNew), ...levels].flatMap(({ permissions }) => permissions),
    )
    const keys = await keysWidened(tx.db, organizationId, missing)
    // Also where nothing is added: who sends it again, because no answer came to the first, is answered no sooner than it.
    changed(tx, { organizationId })
    await add(tx, organizationId, preset, missing, keys)
    return { ...missing, keys }
  })
  return { ...result, effective: await presentEffective(ctx, effective) }
}

/**
 * Makes what an organization lacks of the vocabulary of a contract that is being spoken, where the actor is a person who may. So a
 * client of that contract works from its owner's first call on. No key comes to hold more by it: what is there stays as it is, and a
 * rung that others stand above is left to who installs the preset; so is what the actor could not hand on.
 * @returns the context, holding what the actor holds from now on
 */
export async function adopt(tx: Tx, preset: Preset): Promise<Tx> {
  if (tx.actor.type !== 'user' || !tx.permissions.has('permission:update')) return tx
  const organizationId = requireOrganization(tx)
  // Looked at before it is locked: at nearly every call there is nothing to do, and nobody is to wait for that.
  if (!isNothing(await harmless(tx, organizationId, preset))) {
    await lockVocabulary(tx, organizationId)
    await add(tx, organizationId, preset, await harmless(tx, organizationId, preset), 0)
  }
  // Whoever may change the catalogue holds all of the organization's own permissions, also those that another call has just made.
  const own = Object.keys(preset.permissions).filter((name) => !Object.hasOwn(builtInPermissions, name))
  return { ...tx, permissions: new Set([...tx.permissions, ...own]) }
}

/** What is missing and could be added without any key noticing. */
async function harmless(tx: Tx, organizationId: string, preset: Preset): Promise<Missing> {
  const vocabulary = await vocabularyOf(tx.db, organizationId, [preset])
  const { permissions, roles, levels } = missingOf(vocabulary, preset)
  const newLevels = levels.filter(({ isNew }) => isNew)
  const top = newLevels.length === 0 ? -1 : await highest(tx, organizationId, vocabulary.levels.keys())
  const within = (one: { permissions: string[] }) =>
    beyondHeld({ roles: [one], levels: [] }, tx.permissions).length === 0
  return {
    permissions,
    roles: roles.filter((role) => role.isNew && within(role)),
    levels: newLevels.filter((rung) => rung.level > top && within(rung)),
  }
}

/** The highest rung that there is, or that a key stands on. */
async function highest(tx: Tx, organizationId: string, rungs: Iterable<number>): Promise<number> {
  const { _max } = await tx.db.apiKey.aggregate({
    where: { organizationId, revokedAt: null },
    _max: { level: true },
  })
  return Math.max(-1, _max.level ?? -1, ...rungs)
}
