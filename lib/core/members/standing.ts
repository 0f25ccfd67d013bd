import { mayGiveRole } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import type { Tx } from '../transaction.ts'

/** A membership, its row locked until the commit. */
export interface LockedMember {
  /** The membership's id. */
  id: string
  userId: string
  role: MemberRole
  version: number
}

export interface LockedMembers {
  /** By the person's id: those asked for, who are members, and every owner. */
  byUser: ReadonlyMap<string, LockedMember>
  owners: number
}

/**
 * Locks the memberships of these people and of every owner, always in the same order, so that what is decided of them is decided
 * of what they are: of two owners who demote each other at the same time the second finds itself no owner any more.
 */
export async function lockMembers(tx: Tx, userIds: readonly string[]): Promise<LockedMembers> {
  const rows = await tx.db.$queryRaw<LockedMember[]>`
    SELECT id, user_id AS "userId", role::text AS role, version FROM membership
    WHERE organization_id = ${requireOrganization(tx)}::uuid
      AND (role = 'OWNER' OR user_id = ANY(${[...userIds]}::uuid[]))
    ORDER BY id FOR UPDATE`
  return {
    byUser: new Map(rows.map((row) => [row.userId, row])),
    owners: rows.filter(({ role }) => role === 'OWNER').length,
  }
}

/**
 * Membership is of the whole organization: whoever is bound to some of its projects, as a key is to one, would reach beyond them by
 * changing it.
 * @throws CoreError `forbidden`
 */
export function requireWholeReach(ctx: Ctx): void {
  if (ctx.reach === null) return
  throw new CoreError(
    'forbidden',
    'A key is bound to its project, and members are of the whole organization. Use a person’s access token.',
  )
}

/**
 * The role that a person has now, by the locked row: the request may have waited for one that took it away.
 * @throws CoreError `forbidden` for who is no member any more
 */
export function standingOf(ctx: Ctx, { byUser }: LockedMembers): MemberRole {
  const role = ctx.actor.type === 'user' ? byUser.get(ctx.actor.id)?.role : undefined
  if (!role) throw new CoreError('forbidden', 'Only a member of this organization may do this.')
  return role
}

/** @throws CoreError `forbidden` where `by` may not make anybody a `role` */
export function refuseGiving(by: MemberRole, role: MemberRole): void {
  if (mayGiveRole(by, role)) return
  throw new CoreError('forbidden', `You are ${article(by)}, and may not give the role ${role}.`, {
    reason: 'exceeds_grant',
  })
}

/** @throws CoreError `forbidden` where `by` may not change somebody who is a `role` */
export function refuseTouching(by: MemberRole, role: MemberRole): void {
  if (mayGiveRole(by, role)) return
  throw new CoreError('forbidden', `You are ${article(by)}, and may not change ${article(role)}.`)
}

const article = (role: MemberRole) => `${role === 'OWNER' || role === 'ADMIN' ? 'an' : 'a'} ${role}`

/** @throws CoreError `conflict` where the organization would be left without an owner */
export function requireAnotherOwner({ owners }: LockedMembers, what: string): void {
  if (owners > 1) return
  throw new CoreError('conflict', `${what} Make somebody else an owner first, or transfer the organization.`)
}
