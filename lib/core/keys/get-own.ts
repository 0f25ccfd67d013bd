import type { getOwnKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { presentDetail } from './present.ts'
import { readKey } from './row.ts'

/**
 * What a key may know of itself: everything but its secret. It needs no permission for it.
 * @throws CoreError `forbidden` for whoever is not a key
 */
export async function getOwn(ctx: Ctx, _input: Input<typeof getOwnKey>): Promise<Reply<typeof getOwnKey>> {
  const organizationId = requireOrganization(ctx)
  if (ctx.actor.type !== 'key')
    throw new CoreError('forbidden', 'Only an API key can ask this, about itself.')
  const row = await readKey(ctx.db, organizationId, ctx.actor.id)
  if (!row) throw notFound()
  return presentDetail(ctx.db, row)
}
