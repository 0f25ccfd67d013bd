import { v7 as uuidv7 } from 'uuid'
import { type createInvitation, maxPendingInvitations } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import { record } from '../audit/record.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { limitText, namedProjects } from '../members/named-projects.ts'
import { refuseGiving, requireWholeReach } from '../members/standing.ts'
import { afterCommit, type Tx, transaction } from '../transaction.ts'
import { deliver, type NewLink } from './deliver.ts'
import { clock, inState, invitationColumns, invitationName, presentInvitations } from './present.ts'
import { linkOf, newToken, tokenDigest } from './token.ts'
import { holdStanding } from './vouched.ts'

/** Any number will do, as long as every instance asks for the same; with the organization it names a lock. */
const invitingLock = 1_905_118_267

/**
 * Invites each of the addresses, or whoever has the one link. Mail goes out once all is committed, and is waited for, so that the
 * answer has the links of what was not mailed.
 * @throws CoreError `forbidden` for a role beyond the actor's own, `conflict` for an address that is a member's or invited already,
 *   `limit_exceeded` where too many are out
 */
export async function create(
  ctx: Ctx,
  input: Input<typeof createInvitation>,
): Promise<Reply<typeof createInvitation>> {
  requirePermission(ctx, 'member:update')
  requireWholeReach(ctx)
  const { emails, role, hours, projectIds = null } = input
  // Filled after the commit: here where this verb commits, else by whoever does.
  const late: Record<string, unknown> = ctx.late ?? {}
  const reply = await transaction(ctx, async (tx) => {
    const organizationId = requireOrganization(tx)
    refuseGiving(await holdStanding(tx), role)
    const projects = await namedProjects(tx, role, projectIds)
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${invitingLock}, hashtext(${organizationId}))`
    const now = await clock(tx.db)
    const asked: readonly (string | null)[] = emails ?? [null]
    await refuseTooMany(tx, asked.length, now)
    if (emails) await refuseKnown(tx, emails, now)

    const made = asked.map((email) => ({ id: uuidv7(), email, token: newToken() }))
    const expiresAt = new Date(now.getTime() + hours * 3_600_000)
    await tx.db.invitation.createMany({
      data: made.map(({ id, email, token }) => ({
        id,
        organizationId,
        email,
        role,
        tokenDigest: tokenDigest(token),
        ...makerOf(tx),
        createdAt: now,
        sentAt: now,
        expiresAt,
      })),
    })
    await tx.db.invitationProject.createMany({
      data: made.flatMap(({ id }) =>
        projects.map((project) => ({ invitationId: id, projectId: project.id })),
      ),
    })
    const links = await linksOf(tx, made, { role, projects: projects.map(({ name }) => name), expiresAt })
    afterCommit(tx, async () => {
      const outcomes = await deliver(links, ctx)
      late.deliveries = outcomes.map(({ delivery }, at) => ({ ...delivery, invitationId: made[at]?.id }))
      late.items = items.map((item, at) => ({ ...item, mailedAt: outcomes[at]?.mailedAt ?? null }))
    })
    const rows = await tx.db.invitation.findMany({
      where: { id: { in: made.map(({ id }) => id) } },
      select: invitationColumns,
    })
    const inOrder = made.flatMap(({ id }) => rows.find((row) => row.id === id) ?? [])
    const items = await presentInvitations(tx, inOrder, now)
    for (const { id, email } of made)
      await record(tx, {
        action: 'invitation.create',
        target: { type: 'invitation', id, name: invitationName(email) },
        detail: { email, role, projects: limitText(projects), expiresAt },
      })
    return { items, deliveries: null }
  })
  return { ...reply, ...late }
}

/** Who stands for an invitation from now on. */
export function makerOf({ actor }: Ctx) {
  return {
    invitedByType: actor.type === 'anonymous' ? ('system' as const) : actor.type,
    invitedById: actor.type === 'user' || actor.type === 'key' ? actor.id : null,
    invitedByName: actor.type === 'anonymous' ? 'Latchwork' : actor.name,
  }
}

/** New links with what a mail says of them. */
export async function linksOf(
  tx: Tx,
  made: readonly { id: string; email: string | null; token: string }[],
  about: Pick<NewLink, 'role' | 'projects' | 'expiresAt'>,
): Promise<NewLink[]> {
  const { name } = await tx.db.organization.findUniqueOrThrow({
    where: { id: requireOrganization(tx) },
    select: { name: true },
  })
  return made.map(({ id, email, token }) => ({
    ...about,
    invitationId: id,
    email,
    organization: name,
    invitedBy: makerOf(tx).invitedByName,
    url: linkOf(token),
  }))
}

async function refuseTooMany(tx: Tx, more: number, now: Date): Promise<void> {
  const out = await tx.db.invitation.count({
    where: { organizationId: requireOrganization(tx), ...inState('pending', now) },
  })
  if (out + more > maxPendingInvitations)
    throw new CoreError(
      'limit_exceeded',
      `${out.toLocaleString('en')} invitations are out, of ${maxPendingInvitations.toLocaleString('en')} that may be. Withdraw some first.`,
    )
}

async function refuseKnown(tx: Tx, emails: readonly string[], now: Date): Promise<void> {
  const organizationId = requireOrganization(tx)
  const members = await tx.db.membership.findMany({
    where: { organizationId, user: { email: { in: [...emails] } } },
    select: { user: { select: { email: true } } },
  })
  const invited = await tx.db.invitation.findMany({
    where: { organizationId, email: { in: [...emails] }, ...inState('pending', now) },
    select: { email: true },
  })
  const isMember = new Set(members.map(({ user }) => user.email))
  const isInvited = new Set(invited.map(({ email }) => email))
  const fields: FieldProblem[] = emails.flatMap((email, at) => {
    const path = `emails.${at}`
    if (isMember.has(email)) return [{ path, message: `${email} is a member already` }]
    return isInvited.has(email)
      ? [{ path, message: `${email} is invited already: send that invitation again, or withdraw it` }]
      : []
  })
  if (fields.length > 0)
    throw new CoreError(
      'conflict',
      `Nobody was invited: ${fields.map(({ message }) => message).join('; ')}.`.slice(0, 1900),
      {
        fields,
      },
    )
}
