import type { getApproval } from '#lib/contracts/approvals.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { foundApproval, presentApproval } from './row.ts'

/** @throws CoreError `not_found` for a request that is neither one's own nor one's to decide */
export async function get(
  ctx: Ctx,
  { approvalId }: Input<typeof getApproval>,
): Promise<Reply<typeof getApproval>> {
  return presentApproval(ctx, await foundApproval(ctx, approvalId))
}
