import type { setUpStatus as operation } from '#lib/contracts/account.ts'
import type { Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'

/** Whether the portal waits for its first owner: there is no user yet. */
export async function getSetup(ctx: Ctx): Promise<Reply<typeof operation>> {
  const user = await ctx.db.user.findFirst({ select: { id: true } })
  return { required: user === null }
}
