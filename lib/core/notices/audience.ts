import type { Audience } from '#lib/contracts/notice-types/type.ts'
import type { Db } from '../context.ts'

interface About {
  organizationId: string
  /** null: of no project. */
  projectId: string | null
  to: Audience
  /** Whose key it is, or who it is about: people and service accounts. */
  named: readonly string[]
  /** Who did it, and needs no telling. */
  except: string | null
}

/**
 * The members whom a notice is for. For a service account it is the member who answers for it; where nobody does, owners and admins hear
 * of it instead, so that somebody does. Nobody is told of a project that is out of their reach.
 */
export async function audienceOf(db: Db, { organizationId, projectId, to, named, except }: About) {
  const governors = to === 'governors' || to === 'owner-and-governors'
  const rows = await db.$queryRaw<{ userId: string }[]>`
    WITH named AS (
      SELECT CASE WHEN account.id IS NULL THEN asked.id ELSE account.responsible_id END AS user_id
      FROM unnest(${[...named]}::uuid[]) AS asked (id)
      LEFT JOIN service_account account ON account.id = asked.id AND account.organization_id = ${organizationId}::uuid
    )
    SELECT member.user_id AS "userId" FROM membership member
    WHERE member.organization_id = ${organizationId}::uuid AND member.user_id IS DISTINCT FROM ${except}::uuid
      AND (member.user_id IN (SELECT user_id FROM named)
        OR (member.role IN ('OWNER', 'ADMIN')
          AND (${governors} OR EXISTS (SELECT 1 FROM named WHERE user_id IS NULL))))
      AND (${projectId}::uuid IS NULL OR member.role IN ('OWNER', 'ADMIN')
        OR NOT EXISTS (SELECT 1 FROM membership_project one WHERE one.membership_id = member.id)
        OR EXISTS (SELECT 1 FROM membership_project one
          WHERE one.membership_id = member.id AND one.project_id = ${projectId}::uuid))
    ORDER BY member.user_id`
  return rows.map(({ userId }) => userId)
}
