import { type listHandovers as contract, listedHandovers } from '#lib/contracts/handovers.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { readKey } from '../keys/row.ts'
import { handoverColumns, presentHandover } from './handover.ts'

/**
 * The links of a key, the newest first, and what became of each.
 * @throws CoreError `not_found` for a key that the actor may not see
 */
export async function listHandovers(
  ctx: Ctx,
  { keyId }: Input<typeof contract>,
): Promise<Reply<typeof contract>> {
  const key = await readKey(ctx.db, requireOrganization(ctx), keyId)
  authorizeKey(ctx, 'read', key)
  if (!key) throw notFound()
  const links = await ctx.db.envelope.findMany({
    where: { keyId, kind: 'link' },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: listedHandovers,
    select: handoverColumns,
  })
  return { items: links.map((link) => presentHandover(link, key)) }
}
