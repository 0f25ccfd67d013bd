import { type MemberRole, rolePermissions } from '#lib/contracts/permissions.ts'
import { reaches } from '../authorize.ts'
import type { Ctx, Db } from '../context.ts'
import { reachOf } from '../members/reach.ts'
import { idleDays } from './start.ts'

interface Row {
  userId: string
  name: string
  email: string
  organizationId: string | null
  projectId: string | null
  role: MemberRole | null
  own: string[]
  limits: string[]
  unseen: boolean
}

/**
 * Who a session is, and what that person may do where it acts, as of now: one query for the session, the account, the membership
 * and the catalogue. A person removed from the organization keeps the session and holds nothing there.
 * @returns null where the session has ended, run out, been idle too long, or never was
 */
export async function openSession(
  db: Db,
  sessionId: string,
): Promise<Pick<Ctx, 'actor' | 'organizationId' | 'projectId' | 'reach' | 'role' | 'permissions'> | null> {
  const [row] = await db.$queryRaw<Row[]>`
    SELECT u.id AS "userId", u.name, u.email, m.organization_id AS "organizationId", p.id AS "projectId",
      m.role::text AS role, s.last_seen_at < now() - interval '1 minute' AS unseen,
      ARRAY(
        SELECT name FROM permission WHERE organization_id = m.organization_id AND NOT built_in LIMIT 2000
      ) AS own,
      ARRAY(SELECT project_id FROM membership_project WHERE membership_id = m.id) AS limits
    FROM session s
    JOIN "user" u ON u.id = s.user_id
    LEFT JOIN membership m ON m.user_id = s.user_id AND m.organization_id = s.organization_id
    LEFT JOIN project p ON p.id = s.project_id AND p.organization_id = m.organization_id AND p.archived_at IS NULL
    WHERE s.id = ${sessionId}::uuid AND s.ended_at IS NULL AND s.expires_at > now()
      AND s.last_seen_at > now() - make_interval(days => ${idleDays})`
  if (!row) return null
  if (row.unseen)
    await db.$executeRaw`
      UPDATE session SET last_seen_at = now()
      WHERE id = ${sessionId}::uuid AND last_seen_at < now() - interval '1 minute'`
  const reach = reachOf(row.role, row.limits)
  return {
    actor: { type: 'user', id: row.userId, name: row.name, email: row.email, sessionId },
    organizationId: row.organizationId,
    projectId: row.projectId !== null && reaches({ reach }, row.projectId) ? row.projectId : null,
    reach,
    role: row.role,
    permissions: row.role ? rolePermissions(row.role, row.own) : new Set(),
  }
}
