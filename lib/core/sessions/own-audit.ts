import { requirePerson } from '../account/person.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../transaction.ts'

/**
 * Audits what a person did to the own account, in the organization in which the session acts. Where it acts in none there is
 * no chain to write to, and nobody but the person whom it concerns.
 */
export async function recordOwn(tx: Tx, action: string, detail: Record<string, unknown>): Promise<void> {
  if (!tx.organizationId) return
  const { id, email } = requirePerson(tx)
  await record(tx, { action, target: { type: 'user', id, name: email }, detail })
}
