import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { get } from './get.ts'

/**
 * A key, for a contract in which one that is revoked is gone.
 * @throws CoreError `not_found` for a key that the actor may not see, or that is revoked
 */
export async function getStanding(ctx: Ctx, { keyId }: { keyId: string }): Promise<ApiKeyDetail> {
  const key = await get(ctx, { keyId })
  if (key.revokedAt !== null) throw notFound()
  return key
}
