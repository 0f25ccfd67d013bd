import type { updatePermission } from '#lib/contracts/catalogue.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { changes } from '../audit/changes.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { openPermission } from './found.ts'
import { lockVocabulary } from './lock-vocabulary.ts'
import { presentPermission } from './present.ts'
import { requireVersion } from './version.ts'

/** @throws CoreError `conflict` for a built-in permission, which is the same in every organization */
export function refuseBuiltIn({ name, builtIn }: { name: string; builtIn: boolean }): void {
  if (builtIn)
    throw new CoreError(
      'conflict',
      `${name} is built in: it governs Latchwork itself, and stays as it is in every organization.`,
    )
}

/** Describes a permission anew; no answer of the gate changes. @throws CoreError `not_found`, `conflict`, `precondition_failed` */
export async function update(
  ctx: Ctx,
  { permissionId, description, ifVersion }: Input<typeof updatePermission>,
): Promise<Reply<typeof updatePermission>> {
  requirePermission(ctx, 'permission:update')
  const organizationId = requireOrganization(ctx)
  return transaction(ctx, async (tx) => {
    await lockVocabulary(tx, organizationId)
    const before = await openPermission(tx, permissionId)
    if (!before) throw notFound()
    refuseBuiltIn(before)
    requireVersion('permission', before, ifVersion)
    const detail = changes(before, { description })
    if (Object.keys(detail).length === 0) return presentPermission(before)
    const after = await tx.db.permission.update({
      where: { id: permissionId },
      data: { description, version: { increment: 1 } },
    })
    await record(tx, {
      action: 'permission.update',
      target: { type: 'permission', id: String(permissionId), name: after.name },
      detail,
    })
    return presentPermission(after)
  })
}
