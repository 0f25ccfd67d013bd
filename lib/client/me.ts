import { getMe } from '#lib/contracts/account.ts'
import { holds, type keyRights } from '#lib/contracts/permissions.ts'
import type { CallReply } from './call.ts'
import { useOperation } from './query.ts'

/** Who is signed in, where, and what they hold there. */
export type Me = CallReply<typeof getMe>
export type KeyRight = (typeof keyRights)[number]

/** Who is signed in; read once and kept for the whole portal. */
export function useMe() {
  return useOperation(getMe, {})
}

/**
 * Whether a person may do this to a key of this owner, by the same rule as the server's: it decides what is offered,
 * never what is allowed.
 */
export function mayOnKey(me: Me | undefined, right: KeyRight, ownerId: string): boolean {
  if (!me) return false
  const held = new Set(me.permissions)
  if (held.has(`api_key:${right}:any`)) return true
  return held.has(`api_key:${right}:own`) && me.user?.id === ownerId
}

/** Whether a person may make keys at all: for anybody, or for themselves. */
export function mayCreate(me: Me | undefined): boolean {
  return me !== undefined && holds(new Set(me.permissions), 'api_key:create:own')
}

/** Whether a person may make keys for others, or give them away. */
export function mayForOthers(me: Me | undefined, right: 'create' | 'update'): boolean {
  return me?.permissions.includes(`api_key:${right}:any`) ?? false
}
