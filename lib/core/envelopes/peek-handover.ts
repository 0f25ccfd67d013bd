import type { peekHandover as contract } from '#lib/contracts/handovers.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { findHandover, ofKey } from './found-handover.ts'
import { requireWaiting } from './handover.ts'

/**
 * What a link holds, for whoever has it: it stays as it is. So it may be asked by what follows links without being told to.
 * @throws CoreError `not_found` for a token of no link, `gone` for a link that opens no more, saying why
 */
export async function peekHandover(
  ctx: Ctx,
  { token }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  const found = await findHandover(ctx.db, token)
  requireWaiting(found.link, found.key)
  return {
    ...ofKey(found),
    createdAt: found.link.createdAt.toISOString(),
    expiresAt: found.link.expiresAt.toISOString(),
  }
}
