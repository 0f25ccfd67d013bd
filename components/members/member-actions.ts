import type { Me } from '#lib/client/me.ts'
import { type Member, mayGiveRole } from '#lib/contracts/members.ts'

export type MemberAction = 'edit' | 'transfer' | 'leave' | 'remove'

/** What a person is offered to do to a member, by the same rules as the server's. */
export function memberActions(me: Me | undefined, member: Member): MemberAction[] {
  const { role, user } = me ?? {}
  if (!role || !user) return []
  const mayTouch = mayGiveRole(role, member.role)
  if (user.id === member.id) return [...(mayTouch ? (['edit'] as const) : []), 'leave']
  return [
    ...(mayTouch ? (['edit'] as const) : []),
    ...(role === 'OWNER' && member.role !== 'OWNER' ? (['transfer'] as const) : []),
    ...(mayTouch ? (['remove'] as const) : []),
  ]
}
