import type { getMember } from '#lib/contracts/members.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { presentMember } from './present.ts'

/** @throws CoreError `not_found` for who is no member of the actor's organization */
export async function get(ctx: Ctx, { memberId }: Input<typeof getMember>): Promise<Reply<typeof getMember>> {
  requirePermission(ctx, 'member:read')
  return presentMember(ctx, memberId)
}
