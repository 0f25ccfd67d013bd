import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { heldOf } from './breaches.ts'
import { policyInForce } from './in-force.ts'
import { policyOf, someOf } from './words.ts'

/**
 * Holds what a role or a rung of the ladder comes to give, to every key that has it, to the organization's policy: it is no way past a
 * ban or an approval. What a project's policy bans besides is taken from that project's keys by `sweep`.
 * @throws CoreError `invalid` for what is banned, `forbidden` for what needs an approval that the actor may not give
 */
export async function checkShared(tx: Tx, gained: readonly string[]): Promise<void> {
  const organizationId = tx.organizationId ?? ''
  if (tx.actor.type === 'system' || gained.length === 0) return
  const { rules, sources } = await policyInForce(
    tx.db,
    { organizationId, projectId: organizationId },
    { hold: true },
  )
  const set = new Set(gained)
  const banned = heldOf(set, rules.bannedPermissions)
  if (banned.length > 0) {
    const message = `${policyOf(sources.bannedPermissions)} lets no key hold ${someOf(banned)}: take it off`
    throw new CoreError('invalid', `${message}.`, {
      fields: [{ path: 'permissions', message }],
      reason: 'policy',
    })
  }
  const needing = tx.permissions.has('approval:decide') ? [] : heldOf(set, rules.approvalFor)
  if (needing.length > 0)
    throw new CoreError(
      'forbidden',
      `${policyOf(sources.approvalFor)} asks for an approval before a key gets ${someOf(needing)}: who may decide on approvals can change this.`,
      { reason: 'needs_approval' },
    )
}
