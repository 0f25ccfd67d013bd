import { requirePerson } from '../account/person.ts'
import { type AuditEntry, record } from '../audit/record.ts'
import type { Ctx, Db } from '../context.ts'
import { type Tx, transaction } from '../transaction.ts'
import { TooManyAttempts } from './limits.ts'

/** Organizations that an account's events are told to; nobody is a member of more. */
const most = 1_000

/** Whose account an event is about. */
export interface Account {
  id: string
  email: string
}

/**
 * Audits what concerns an account in every organization that the person belongs to: the account opens them all. Where that is none
 * there is no chain to write to, and nobody but the person whom it concerns.
 */
export async function recordOfAccount(
  tx: Tx,
  { id, email }: Account,
  entry: Pick<AuditEntry, 'action' | 'detail'>,
): Promise<void> {
  for (const organizationId of await organizationsOf(tx.db, id))
    await record(tx, { ...entry, target: { type: 'user', id, name: email }, organizationId })
}

/** In one order for all, since each chain is locked in turn. */
async function organizationsOf(db: Db, userId: string): Promise<string[]> {
  const memberships = await db.membership.findMany({
    where: { userId },
    select: { organizationId: true },
    orderBy: { organizationId: 'asc' },
    take: most,
  })
  return memberships.map(({ organizationId }) => organizationId)
}

/** Audits what a person did to the own account. */
export async function recordOwn(tx: Tx, action: string, detail: Record<string, unknown>): Promise<void> {
  await recordOfAccount(tx, requirePerson(tx), { action, detail })
}

/** Audits that a sign-in was refused: of somebody who tried to pass for a person, or of the person. */
export async function recordRefusal(ctx: Ctx, account: Account, reason: string): Promise<void> {
  await transaction(ctx, (tx) =>
    recordOfAccount(tx, account, { action: 'session.refuse', detail: { reason } }),
  )
}

/**
 * As `work`, a part of a sign-in; audits where it is refused for too many failures: once an hour, lest the log be filled by the
 * one whom it tells of.
 */
export async function tellingOfTooMany<T>(
  ctx: Ctx,
  account: Account | null,
  reason: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (account && error instanceof TooManyAttempts && error.first) await recordRefusal(ctx, account, reason)
    throw error
  }
}
