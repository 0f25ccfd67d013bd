import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { heldOf } from './breaches.ts'
import { mayGiveUnasked } from './check.ts'
import { policyInForce } from './in-force.ts'
import { sweepSoon } from './sweep-soon.ts'
import { policyOf, someOf } from './words.ts'

/**
 * Holds what a role or a rung of the ladder comes to give, to every key that has it, to the organization's policy: it is no way past a
 * ban or an approval. Who is bound to a project changes what keys of that one hold, and is held to its policy, too. What the policies
 * of other projects ban besides is taken from their keys by the next sweep.
 * @throws CoreError `invalid` for what is banned, `forbidden` for what needs an approval that the actor may not give
 */
export async function holdToPolicy(tx: Tx, gained: readonly string[]): Promise<void> {
  const organizationId = tx.organizationId ?? ''
  if (tx.actor.type === 'system' || gained.length === 0) return
  const { rules, sources } = await policyInForce(
    tx.db,
    { organizationId, projectId: tx.reach?.[0] ?? organizationId },
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
  const needing = mayGiveUnasked(tx) ? [] : heldOf(set, rules.approvalFor)
  if (needing.length > 0)
    throw new CoreError(
      'forbidden',
      `${policyOf(sources.approvalFor)} asks for an approval before a key gets ${someOf(needing)}: who may decide on approvals can change this.`,
      { reason: 'needs_approval' },
    )
  await sweepSoon(tx)
}
