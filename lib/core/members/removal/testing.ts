import { randomUUID } from 'node:crypto'
import { removeMemberBody } from '#lib/contracts/removal.ts'
import { database } from '#lib/db/client.ts'
import { verifyStretch } from '../../audit/verify-stored.ts'
import type { Ctx } from '../../context.ts'
import type { Person, Tenant } from '../../keys/testing.ts'
import { remove } from './remove.ts'

/** Removes with a decision as it is sent; what it leaves out is revoked. */
export function removed(ctx: Ctx, memberId: string, decision: Record<string, unknown> = {}) {
  const revoke = { action: 'revoke' }
  return remove(ctx, { memberId, ...removeMemberBody.parse({ used: revoke, idle: revoke, ...decision }) })
}

/** Another member of the tenant, with the context of a request of theirs. */
export async function joined({ organizationId, member }: Tenant, name = 'Nia New'): Promise<Person> {
  const { prisma } = database()
  const user = await prisma.user.create({ data: { email: `${randomUUID()}@example.com`, name } })
  await prisma.membership.create({ data: { organizationId, userId: user.id, role: 'MEMBER' } })
  return { ...member, actor: { ...member.actor, id: user.id, name } as Person['actor'] }
}

/** Counts good verifications of a key, so many days ago. */
export async function verified(
  { organizationId, projectId }: Tenant,
  keyId: string,
  { daysAgo = 0, count = 5, outcome = 'VALID' } = {},
): Promise<void> {
  await database().pool.query(
    `INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
     VALUES ($1, date_trunc('hour', now()) - make_interval(days => $2), $3, $4, $5, $6)`,
    [keyId, daysAgo, outcome, organizationId, projectId, count],
  )
  if (outcome === 'VALID')
    await database().pool.query(
      'UPDATE key_last_use SET at = now() - make_interval(days => $2) WHERE key_id = $1',
      [keyId, daysAgo],
    )
}

/** Keys that are not revoked and whose owner is neither a member nor a service account in use. */
export async function ownerless(organizationId: string): Promise<string[]> {
  const { rows } = await database().pool.query<{ id: string }>(
    `SELECT k.id FROM api_key k
     WHERE k.organization_id = $1 AND k.revoked_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM membership m
         WHERE m.organization_id = k.organization_id AND m.user_id = k.owner_user_id)
       AND NOT EXISTS (SELECT 1 FROM service_account a
         WHERE a.id = k.owner_service_account_id AND a.archived_at IS NULL)`,
    [organizationId],
  )
  return rows.map(({ id }) => id)
}

/** What is wrong with the audit log of an organization; null where every event follows from the one before. */
export async function faultInLog(organizationId: string) {
  const { fault, isOver } = await verifyStretch(
    async (statement, values) => (await database().pool.query(statement, [...values])).rows,
    { organizationId, from: null, size: 100_000, isTrusted: () => false },
  )
  return isOver ? fault : { message: 'The log is longer than was read' }
}
