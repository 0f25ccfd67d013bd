import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { deleteRole } from '#lib/contracts/roles.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField, notFound } from '../errors.ts'
import { actorColumns } from '../keys/actor.ts'
import { holdToPolicy } from '../policies/hold-to-policy.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { refuseBeyondReach } from './affected.ts'
import { openRole } from './found.ts'
import { refuseBeyondHands } from './handing.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { namesOf, presentRole, withPermissions } from './present.ts'
import { concernOfRole } from './role-keys.ts'
import { roleShifts } from './shifts.ts'
import { requireVersion } from './version.ts'

/** The most keys that are given another role at once: what a transaction can change in the time of a request. */
const maxReassigned = 10_000

/** The role that the keys of `roleId` are to get; null for none. @throws CoreError `invalid` where it is no other role */
export async function replacementOf(ctx: Ctx, roleId: string, replacement: string | undefined) {
  if (replacement === undefined || replacement === 'none') return null
  const organizationId = requireOrganization(ctx)
  const found =
    replacement === roleId
      ? null
      : await ctx.db.role.findFirst({ where: { id: replacement, organizationId }, include: withPermissions })
  if (!found) throw invalidField('replacement', 'The organization has no other role of this id')
  return found
}

/**
 * Deletes a role. Its keys are given another, or none, where that is said; else a role that some key has is not deleted. Revoked
 * keys are left without it.
 *
 * A role that is not there any more is not found only once that is in effect everywhere.
 * @throws CoreError `not_found`, `conflict` while keys have it, `forbidden` where the other role gives what the actor does not
 * hold, what needs an approval, and beyond its projects, `invalid` for a replacement that is none or gives what is banned, `limit_exceeded` for too many keys, `precondition_failed`
 */
export async function remove(
  ctx: Ctx,
  { roleId, replacement, ifVersion }: Input<typeof deleteRole>,
): Promise<Reply<typeof deleteRole>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    changed(tx, { organizationId })
    const row = await openRole(tx, roleId)
    if (!row) return null
    requireVersion('role', row, ifVersion)
    const other = await replacementOf(tx, roleId, replacement)
    const shifts = roleShifts(roleId, namesOf(row), other ? namesOf(other) : [])
    const gained = shifts.filter((shift) => shift.gained).map(({ name }) => name)
    refuseBeyondHands(tx, gained)
    await holdToPolicy(tx, gained)
    await refuseBeyondReach(tx, concernOfRole(roleId))
    const keys = await reassign(tx, roleId, replacement === undefined ? undefined : (other?.id ?? null))
    await tx.db.role.delete({ where: { id: roleId } })
    const { name, description, permissions } = presentRole(row)
    await record(tx, {
      action: 'role.delete',
      target: { type: 'role', id: roleId, name },
      detail: { name, description, permissions, replacement: other?.name ?? null, keys },
    })
    return { ...presentRole(row), keys }
  })
  if (!result) throw notFound()
  return { ...result, effective: await presentEffective(ctx, effective) }
}

/**
 * Gives the keys of a role another one, or none; revoked ones none.
 * @param to undefined: refuse where a key has it
 * @returns how many that are not revoked
 */
async function reassign(tx: Tx, roleId: string, to: string | null | undefined): Promise<number> {
  const had = await tx.db.apiKey.findMany({
    where: { roleId },
    select: { id: true, revokedAt: true },
    take: maxReassigned + 1,
  })
  const alive = had.filter(({ revokedAt }) => revokedAt === null)
  if (to === undefined && alive.length > 0)
    throw new CoreError(
      'conflict',
      'Keys have this role: say which other role they get instead, or that they get none.',
      { fields: [{ path: 'replacement', message: 'Say what the keys of the role get instead' }] },
    )
  if (had.length > maxReassigned)
    throw new CoreError(
      'limit_exceeded',
      `More than ${maxReassigned.toLocaleString('en')} keys have this role: give them another in several steps first.`,
    )
  const by = actorColumns(tx)
  await tx.db.$executeRaw`
    UPDATE api_key SET role_id = ${to ?? null}::uuid, version = version + 1,
      updated_by_type = ${by.type}::actor_type, updated_by_id = ${by.id}::uuid,
      updated_at = date_trunc('milliseconds', clock_timestamp())
    WHERE role_id = ${roleId}::uuid AND revoked_at IS NULL`
  await tx.db.$executeRaw`UPDATE api_key SET role_id = NULL WHERE role_id = ${roleId}::uuid`
  return alive.length
}
