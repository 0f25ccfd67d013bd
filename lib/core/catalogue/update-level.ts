import type { updateLevel } from '#lib/contracts/levels.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Rung } from '#lib/contracts/permissions.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { changed } from '../changes/changed.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { type CatalogueEntry, resolvePermissions } from '../keys/grant.ts'
import { holdToPolicy } from '../policies/hold-to-policy.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { concernOf, countAffected, refuseBeyondReach } from './affected.ts'
import { foundLevel, openLevel } from './found.ts'
import { refuseBeyondHands } from './handing.ts'
import { ladderOf } from './ladder.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { presentRung } from './present.ts'
import { ladderShifts, withRung } from './shifts.ts'
import { requireVersion } from './version.ts'

/**
 * Changes a rung of the ladder in what is given. A permission that stands on another rung moves here in the same act, so that it
 * stands on one at most. Taking away is free; where a level comes to hold more, the actor must hold that.
 * @throws CoreError `not_found` where the ladder lacks the rung, `forbidden` beyond what the actor holds or its projects, `invalid` for a
 * permission that the catalogue lacks, `precondition_failed` for another version
 */
export async function update(
  ctx: Ctx,
  { level, ifVersion, name, description, permissions }: Input<typeof updateLevel>,
): Promise<Reply<typeof updateLevel>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    const row = await openLevel(tx, level)
    requireVersion('level', row, ifVersion)
    const before = presentRung(row)
    const entries = permissions && (await resolvePermissions(tx.db, organizationId, permissions))
    const names = entries?.map((entry) => entry.name).sort()
    const ladder = await ladderOf(tx.db, organizationId)
    const shifts = names ? ladderShifts(ladder, withRung(ladder, level, names)) : []
    const gained = shifts.filter((shift) => shift.gained).map((shift) => shift.name)
    refuseBeyondHands(tx, gained)
    await holdToPolicy(tx, gained)
    const concern = concernOf(organizationId, shifts)
    await refuseBeyondReach(tx, concern)
    // Also where nothing changes: who sends an edit again, because no answer came to the first, is answered no sooner than it.
    if (entries) changed(tx, { organizationId })
    const moved = names ? standingElsewhere(ladder, level, names) : []
    const detail = changes(before, { name, description, permissions: names })
    if (Object.keys(detail).length === 0 && moved.length === 0) return before
    const everywhere = Prisma.sql`k.organization_id = ${organizationId}::uuid`
    const keys = await countAffected(tx, concern, everywhere)
    if (entries) await setRung(tx, organizationId, level, entries, moved)
    await tx.db.level.update({
      where: { organizationId_level: { organizationId, level } },
      data: { name, description, version: { increment: 1 } },
    })
    const after = presentRung(await foundLevel(tx, level))
    await record(tx, {
      action: 'level.update',
      target: { type: 'level', id: String(level), name: after.name },
      detail: {
        ...detail,
        ...(moved.length > 0 && { moved }),
        ...((detail.permissions || moved.length > 0) && { keys }),
      },
    })
    return after
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}

/** The other rungs on which some of `names` stand, each with those that leave it. */
function standingElsewhere(ladder: readonly Rung[], level: number, names: readonly string[]): Rung[] {
  const wanted = new Set(names)
  return ladder
    .filter((rung) => rung.level !== level)
    .map((rung) => ({
      level: rung.level,
      permissions: rung.permissions.filter((name) => wanted.has(name)).sort(),
    }))
    .filter((rung) => rung.permissions.length > 0)
}

/** Has a rung add exactly the entries, which leave the rungs where they stood; those are of another version then. */
async function setRung(
  { db }: Tx,
  organizationId: string,
  level: number,
  entries: readonly CatalogueEntry[],
  moved: readonly Rung[],
): Promise<void> {
  const ids = entries.map(({ id }) => id)
  await db.levelPermission.deleteMany({
    where: { organizationId, OR: [{ level }, { permissionId: { in: ids } }] },
  })
  await db.levelPermission.createMany({
    data: ids.map((permissionId) => ({ organizationId, level, permissionId })),
  })
  await db.level.updateMany({
    where: { organizationId, level: { in: moved.map((rung) => rung.level) } },
    data: { version: { increment: 1 } },
  })
}
