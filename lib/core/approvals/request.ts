import { v7 as uuidv7 } from 'uuid'
import type { requestApproval } from '#lib/contracts/approvals.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { grantOf, refuseExceeding, requireLevel, resolvePermissions, resolveRole } from '../keys/grant.ts'
import { openKey, refuseRevoked } from '../keys/open.ts'
import { ownerOf } from '../keys/row.ts'
import { checkWish } from '../policies/check.ts'
import { transaction } from '../transaction.ts'
import { foundApproval, presentApproval, type Wanted } from './row.ts'

/**
 * Asks that a key get what its owner may give it only with an approval. It takes what an edit of the key takes, but the approval.
 * @throws CoreError `not_found`, `forbidden` beyond what the actor holds, `invalid` for what the organization does not have, what the key
 * holds already or no key may hold; `conflict` for a revoked key, and while another request for it is open
 */
export async function request(
  ctx: Ctx,
  input: Input<typeof requestApproval>,
): Promise<Reply<typeof requestApproval>> {
  const { actor } = ctx
  if (actor.type !== 'user') throw new CoreError('forbidden', 'A person asks for an approval, not a key.')
  return transaction(ctx, async (tx) => {
    const row = await openKey(tx, input.keyId, 'update')
    refuseRevoked(row)
    const { organizationId } = row
    // Whoever asks holds the key until the commit, so that of two who ask at once the second finds the first.
    if ((await tx.db.approvalRequest.count({ where: { keyId: row.id, state: 'pending' } })) > 0)
      throw new CoreError('conflict', 'Somebody asked for this key already: withdraw that request first.')
    const named = await resolvePermissions(tx.db, organizationId, input.permissions ?? [])
    const role = input.role === undefined ? null : await resolveRole(tx.db, organizationId, input.role)
    const level = input.level ?? null
    if (level !== null) await requireLevel(tx.db, organizationId, level)
    const wanted: Wanted = {
      permissions: named.map(({ name }) => name).filter((name) => !row.permissions.includes(name)),
      roleId: role?.id ?? null,
      roleName: role?.name ?? null,
      level,
    }
    const grant = await grantOf(tx.db, {
      organizationId,
      projectId: row.projectId,
      permissions: [...row.permissions, ...wanted.permissions],
      roleId: wanted.roleId ?? row.roleId,
      level: level ?? row.level,
    })
    const before = (await grantOf(tx.db, row)).effective
    if ([...grant.effective].every((name) => before.has(name)))
      throw invalidField('permissions', 'The key holds all of this already')
    refuseExceeding(tx, grant.given, ownerOf(row))
    await checkWish(tx, row, grant)
    const id = uuidv7()
    await tx.db.approvalRequest.create({
      data: {
        id,
        organizationId,
        projectId: row.projectId,
        keyId: row.id,
        requesterId: actor.id,
        wanted: { ...wanted },
        reason: input.reason ?? '',
        createdAt: row.now,
      },
    })
    const reply = await presentApproval(tx, await foundApproval(tx, id))
    await record(tx, {
      action: 'approval.request',
      target: { type: 'key', id: row.id, name: row.name },
      projectId: row.projectId,
      detail: { approval: id, wanted: reply.wanted, adds: reply.adds, reason: reply.reason },
    })
    return reply
  })
}
