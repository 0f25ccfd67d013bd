import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { narrowKey } from '#lib/contracts/oversight.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { openKey, refuseRevoked, requireVersion } from '../keys/open.ts'
import { update } from '../keys/update.ts'
import { transactionInEffect } from '../transaction.ts'
import { sizingOf } from './sizing.ts'

/**
 * Leaves a key what it has used within so many days, and nothing else: explicit permissions, no role, no level.
 * @throws CoreError `not_found`, `forbidden`, `conflict` for a revoked key and for one whose services never say what they need,
 * `precondition_failed` for another version
 */
export async function narrow(ctx: Ctx, input: Input<typeof narrowKey>): Promise<Reply<typeof narrowKey>> {
  const { keyId, days, ifVersion } = input
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const row = await openKey(tx, keyId, 'update')
    refuseRevoked(row)
    requireVersion(row, ifVersion)
    const { permissions } = await sizingOf(tx.db, row, days)
    const used = permissions.filter((one) => one.used).map(({ name }) => name)
    if (used.length === 0)
      throw new CoreError(
        'conflict',
        `No verification has named a permission of this key for ${days} days, so there is nothing to go by. Revoke it if nobody needs it.`,
      )
    return update(tx, { keyId, permissions: used, role: null, level: null })
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}
