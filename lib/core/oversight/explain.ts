import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { explainKey } from '#lib/contracts/oversight.ts'
import { explain as judged } from '#lib/gate/explain.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { readKey } from '../keys/row.ts'

/**
 * Why a key is refused, or that it is not: each check with its verdict, as of now.
 * @throws CoreError `not_found` for a key that the actor may not see
 */
export async function explain(ctx: Ctx, input: Input<typeof explainKey>): Promise<Reply<typeof explainKey>> {
  const organizationId = requireOrganization(ctx)
  const row = await readKey(ctx.db, organizationId, input.keyId)
  authorizeKey(ctx, 'read', row)
  const explanation = await judged({ organizationId, keyId: input.keyId }, input)
  if (!explanation) throw notFound()
  return explanation
}
