import { record } from '../audit/record.ts'
import type { Ctx, Db } from '../context.ts'
import { CoreError, notFound } from '../errors.ts'
import { limitText } from '../members/named-projects.ts'
import { addressBlock, takeAttempt } from '../sessions/limits.ts'
import type { Tx } from '../transaction.ts'
import { clock, type InvitationRow, invitationColumns, invitationName } from './present.ts'
import { tokenDigest } from './token.ts'
import { isVouchedFor } from './vouched.ts'

export interface OpenedInvitation extends InvitationRow {
  organization: { id: string; name: string }
}

/** The invitation of a token; null where there is none, or none any more: one that is over has no token. */
function ofToken(db: Db, token: string): Promise<OpenedInvitation | null> {
  return db.invitation.findUnique({
    where: { tokenDigest: tokenDigest(token) },
    select: { ...invitationColumns, organization: { select: { id: true, name: true } } },
  })
}

/**
 * The invitation of a token that waits. A try with a token of none is counted against the address it came from.
 * @throws CoreError `not_found` for a token of none, `gone` for one that waits no more, `rate_limited` after too many wrong ones
 */
export async function findInvitation(ctx: Ctx, token: string): Promise<OpenedInvitation> {
  const attempt = await takeAttempt('link', addressBlock(ctx.origin.ip))
  const found = await ofToken(ctx.db, token)
  if (!found) throw notFound()
  await attempt.forgive()
  await requireWaiting(ctx.db, found)
  return found
}

/**
 * The same, its row locked until the commit: of several who accept at the same time one does. Its maker's membership is locked first, as
 * whoever changes that one withdraws the invitations after.
 */
async function lockOpened(tx: Tx, token: string): Promise<OpenedInvitation> {
  const found = await ofToken(tx.db, token)
  if (!found) throw notFound()
  await requireWaiting(tx.db, found)
  await tx.db.$executeRaw`SELECT 1 FROM invitation WHERE id = ${found.id}::uuid FOR UPDATE`
  const locked = await ofToken(tx.db, token)
  if (!locked) throw notFound()
  // Sent again in between, by another: then that one stands for it.
  await requireWaiting(tx.db, locked)
  return locked
}

async function requireWaiting(db: Db, row: OpenedInvitation): Promise<void> {
  const maker = row.invitedByName
  if (row.expiresAt <= (await clock(db)))
    throw new CoreError(
      'gone',
      `This invitation ended at ${minute(row.expiresAt)}. Ask ${maker} for another.`,
    )
  if (!(await isVouchedFor(db, row)))
    throw new CoreError(
      'gone',
      `${maker} may not invite to ${row.organization.name} any more. Ask another of its admins for an invitation.`,
    )
}

/** `2026-11-28 09:30 UTC` */
const minute = (instant: Date) => `${instant.toISOString().slice(0, 16).replace('T', ' ')} UTC`

interface Joiner {
  id: string
  name: string
  email: string
}

/**
 * Makes a person a member by an invitation, uses it up, and audits it as that person's doing.
 * @param tx a transaction of its own
 * @throws CoreError `not_found` and `gone` as above, `forbidden` for another's address, `conflict` for a member
 */
export async function admit(
  tx: Tx,
  token: string,
  person: Joiner,
  detail: Record<string, unknown> = {},
): Promise<OpenedInvitation> {
  const invitation = await lockOpened(tx, token)
  const { id, organization, email, role, projects, mailedAt } = invitation
  requireAddress(email, person.email)
  const organizationId = organization.id
  const membership = { organizationId, userId: person.id }
  // Another invitation of the same person may be accepted at the same time.
  const { count } = await tx.db.membership.createMany({
    data: [{ ...membership, role }],
    skipDuplicates: true,
  })
  if (count === 0) throw new CoreError('conflict', `You are a member of ${organization.name} already.`)
  const { id: membershipId } = await tx.db.membership.findUniqueOrThrow({
    where: { organizationId_userId: membership },
    select: { id: true },
  })
  await tx.db.membershipProject.createMany({
    data: projects.map(({ project }) => ({ membershipId, projectId: project.id })),
  })
  await tx.db.invitation.update({
    where: { id },
    data: { tokenDigest: null, acceptedAt: await clock(tx.db), acceptedById: person.id },
  })
  // Its link was in that mailbox, and nowhere else.
  if (email !== null && mailedAt !== null)
    await tx.db.user.updateMany({
      where: { id: person.id, emailProvenAt: null },
      data: { emailProvenAt: mailedAt },
    })
  const sessionId = tx.actor.type === 'user' ? tx.actor.sessionId : ''
  await record(
    { ...tx, actor: { type: 'user', ...person, sessionId } },
    {
      action: 'invitation.accept',
      target: { type: 'invitation', id, name: invitationName(email) },
      organizationId,
      detail: {
        email: person.email,
        role,
        projects: limitText(projects.map(({ project }) => project)),
        ...detail,
      },
    },
  )
  return invitation
}

/** @throws CoreError `forbidden` where an invitation names another address */
export function requireAddress(invited: string | null, email: string): void {
  if (invited === null || invited === email) return
  throw new CoreError(
    'forbidden',
    'This invitation is for another e-mail address than yours. Sign out and open the link as whom it is for, or ask for one to your address.',
  )
}
