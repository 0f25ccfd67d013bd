import type { approveRequest, declineRequest, withdrawRequest } from '#lib/contracts/approvals.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { refuseRevoked } from '../keys/open.ts'
import { readKey } from '../keys/row.ts'
import { update } from '../keys/update.ts'
import { type Tx, transaction, transactionInEffect } from '../transaction.ts'
import { type ApprovalRow, foundApproval, mayDecide, presentApproval } from './row.ts'

/**
 * Gives the key what was asked for, by the verb that edits keys and with what the decider holds now: so it is refused what they may not
 * hand on, and what the policy bans by then.
 * @throws CoreError `not_found`, `forbidden` for one's own request, for a key, and beyond what one holds; `conflict` once it is decided,
 * and for a revoked key
 */
export async function approve(
  ctx: Ctx,
  { approvalId, answer }: Input<typeof approveRequest>,
): Promise<Reply<typeof approveRequest>> {
  requirePermission(ctx, 'approval:decide')
  refuseKey(ctx)
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openApproval(tx, approvalId)
    refuseDecider(tx, row)
    const key = await readKey(tx.db, requireOrganization(tx), row.keyId)
    if (!key) throw notFound()
    refuseRevoked(key)
    const { permissions, roleId, level } = row.wanted
    await settle(tx, row, 'approved', answer)
    await update(tx, {
      keyId: row.keyId,
      ...(permissions.length > 0 ? { permissions: [...new Set([...key.permissions, ...permissions])] } : {}),
      ...(roleId === null ? {} : { role: roleId }),
      ...(level === null ? {} : { level }),
    })
    return tell(tx, row, 'approval.approve')
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}

/** @throws CoreError `not_found`, `forbidden` for one's own request and for a key, `conflict` once it is decided */
export async function decline(
  ctx: Ctx,
  { approvalId, answer }: Input<typeof declineRequest>,
): Promise<Reply<typeof declineRequest>> {
  requirePermission(ctx, 'approval:decide')
  refuseKey(ctx)
  return transaction(ctx, async (tx) => {
    const row = await openApproval(tx, approvalId)
    refuseDecider(tx, row)
    await settle(tx, row, 'declined', answer)
    return tell(tx, row, 'approval.decline')
  })
}

/** @throws CoreError `not_found`, `forbidden` for another's request, `conflict` once it is decided */
export async function withdraw(
  ctx: Ctx,
  { approvalId }: Input<typeof withdrawRequest>,
): Promise<Reply<typeof withdrawRequest>> {
  return transaction(ctx, async (tx) => {
    const row = await openApproval(tx, approvalId)
    if (tx.actor.type !== 'user' || tx.actor.id !== row.requesterId)
      throw new CoreError('forbidden', 'Only whoever asked withdraws a request; decline it instead.')
    await settle(tx, row, 'withdrawn', undefined)
    return tell(tx, row, 'approval.withdraw')
  })
}

/**
 * Takes a request to decide on it: its key is locked first, as whoever asks does, then itself, so that one of two who decide at once
 * finds it decided.
 */
async function openApproval(tx: Tx, approvalId: string): Promise<ApprovalRow> {
  const { keyId } = await foundApproval(tx, approvalId)
  await tx.db.$executeRaw`SELECT 1 FROM api_key WHERE id = ${keyId}::uuid FOR NO KEY UPDATE`
  await tx.db.$executeRaw`SELECT 1 FROM approval_request WHERE id = ${approvalId}::uuid FOR NO KEY UPDATE`
  return foundApproval(tx, approvalId)
}

function refuseKey({ actor }: Ctx): void {
  if (actor.type !== 'user')
    throw new CoreError(
      'forbidden',
      'An approval is a person’s decision: sign in; an API key cannot give it.',
    )
}

function refuseDecider(ctx: Ctx, row: ApprovalRow): void {
  if (ctx.actor.type === 'user' && ctx.actor.id === row.requesterId)
    throw new CoreError('forbidden', 'Nobody decides on their own request: ask another owner or admin.')
  if (!mayDecide(ctx, row)) throw notFound()
}

async function settle(
  tx: Tx,
  { id, state }: ApprovalRow,
  becomes: 'approved' | 'declined' | 'withdrawn',
  answer: string | undefined,
): Promise<void> {
  if (state !== 'pending')
    throw new CoreError('conflict', `This request is ${state} already; whoever needs more asks anew.`)
  const { actor } = tx
  await tx.db.$executeRaw`
    UPDATE approval_request SET state = ${becomes}::approval_state,
      decided_at = date_trunc('milliseconds', clock_timestamp()), answer = ${answer ?? null},
      decided_by_id = ${actor.type === 'user' ? actor.id : null}::uuid,
      decided_by_name = ${actor.type === 'user' ? actor.name : null}
    WHERE id = ${id}::uuid`
}

/** The request as it is now, with its event in the history of the key. */
async function tell(tx: Tx, { id, keyId, projectId }: ApprovalRow, action: string) {
  const reply = await presentApproval(tx, await foundApproval(tx, id))
  await record(tx, {
    action,
    target: { type: 'key', id: keyId, name: reply.key.name },
    projectId,
    detail: { approval: id, wanted: reply.wanted, requester: reply.requester, answer: reply.answer },
  })
  return reply
}
