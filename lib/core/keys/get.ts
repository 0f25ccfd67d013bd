import type { getKey } from '#lib/contracts/keys.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { presentDetail } from './present.ts'
import { readKey } from './row.ts'

/** @throws CoreError `not_found` for a key that the actor may not see */
export async function get(ctx: Ctx, { keyId }: Input<typeof getKey>): Promise<Reply<typeof getKey>> {
  const row = await readKey(ctx.db, requireOrganization(ctx), keyId)
  authorizeKey(ctx, 'read', row)
  if (!row) throw notFound()
  return presentDetail(ctx.db, row)
}
