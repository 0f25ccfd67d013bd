import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../context.ts'
import { CoreError } from '../errors.ts'
import { inReachOf } from '../members/reach.ts'
import type { Tx } from '../transaction.ts'
import { recordOfAccount } from './own-audit.ts'

/** How long a session lives from its start, in seconds. Nothing prolongs it. */
export const sessionLifetime = {
  /** A browser's: 30 days, and `idleDays` without a request end it earlier. */
  browser: 30 * 24 * 3600,
  /** A script's: as long as its access token, which cannot be renewed. */
  script: 15 * 60,
} as const

/** Days without a request after which a session counts as ended. */
export const idleDays = 7

/** How long an address at which somebody signed in is known to be theirs. */
export const familiarDays = 90

const named = { id: true, name: true } as const

interface Home {
  organization: { id: string; name: string }
  project: { id: string; name: string } | null
  role: 'OWNER' | 'ADMIN' | 'MEMBER' | 'VIEWER'
}

/** Where a person works: where the last session did, else the first organization and its first project; null: nowhere. */
export async function homeOf(db: Db, userId: string): Promise<Home | null> {
  const memberships = await db.membership.findMany({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    take: 1000,
    select: { role: true, organization: { select: named }, projects: { select: { projectId: true } } },
  })
  const last = await db.session.findFirst({
    where: { userId, organizationId: { in: memberships.map((one) => one.organization.id) } },
    orderBy: { createdAt: 'desc' },
    select: { organizationId: true, project: { select: { id: true } } },
  })
  const membership = memberships.find((one) => one.organization.id === last?.organizationId) ?? memberships[0]
  if (!membership) return null
  const { organization, role } = membership
  const here = last?.organizationId === organization.id
  const project =
    here && last.project === null
      ? null
      : await db.project.findFirst({
          where: {
            AND: [
              { organizationId: organization.id, archivedAt: null },
              here && last.project ? { id: last.project.id } : {},
              inReachOf(membership),
            ],
          },
          orderBy: { createdAt: 'asc' },
          select: named,
        })
  return { organization, project, role }
}

export interface StartedSession extends Home {
  sessionId: string
}

/**
 * Makes the row that a cookie or an access token will name, and audits the sign-in.
 * @param how what the person showed, for the audit log
 * @throws CoreError `forbidden` for a person who belongs to no organization
 */
export async function startSession(
  tx: Tx,
  user: { id: string; name: string; email: string },
  kind: keyof typeof sessionLifetime,
  how: Record<string, unknown>,
): Promise<StartedSession> {
  const home = await homeOf(tx.db, user.id)
  if (!home)
    throw new CoreError('forbidden', 'Your account belongs to no organization; ask an owner to invite you.')
  const sessionId = uuidv7()
  const { ip, userAgent } = tx.origin
  await tx.db.$executeRaw`
    INSERT INTO session (id, user_id, organization_id, project_id, ip, user_agent, expires_at)
    VALUES (${sessionId}::uuid, ${user.id}::uuid, ${home.organization.id}::uuid, ${home.project?.id ?? null}::uuid,
      ${ip}, ${userAgent?.slice(0, 512) ?? null}, now() + make_interval(secs => ${sessionLifetime[kind]}))`
  await forgetOver(tx, user.id)
  const actor = { type: 'user', id: user.id, name: user.name, email: user.email, sessionId } as const
  await recordOfAccount({ ...tx, actor }, user, { action: 'session.create', detail: { kind, ...how } })
  return { ...home, sessionId }
}

/**
 * Deletes what nobody asks for again: sessions that were over a day ago where this new one stands for their address, and those from
 * which no address is known any more. Without it a script that signs in by the minute would leave a row a minute.
 */
async function forgetOver(tx: Tx, userId: string): Promise<void> {
  await tx.db.$executeRaw`
    DELETE FROM session
    WHERE user_id = ${userId}::uuid AND least(expires_at, ended_at) < now() - interval '1 day'
      AND (ip IS NOT DISTINCT FROM ${tx.origin.ip} OR created_at < now() - make_interval(days => ${familiarDays}))`
}
