import { requireOrganization } from '../authorize.ts'
import type { Tx } from '../transaction.ts'

/**
 * Has the next sweep look at the keys of every policy that bans something, as if the last look were long past: for whatever gives keys
 * more beside their own verbs. Those whose owners were told of the policy are not told again.
 */
export async function sweepSoon(tx: Tx): Promise<void> {
  await tx.db.$executeRaw`
    UPDATE policy SET swept_at = clock_timestamp() - interval '1 year'
    WHERE organization_id = ${requireOrganization(tx)}::uuid AND swept_at IS NOT NULL AND rules ? 'bannedPermissions'`
}
