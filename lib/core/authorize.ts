import { holds, type keyRights } from '#lib/contracts/permissions.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Ctx, KeyOwner } from './context.ts'
import { CoreError, notFound } from './errors.ts'

/** What may be done to a key. */
export type KeyRight = (typeof keyRights)[number]

/** Whom a key belongs to, and where it lives: all that authorization needs to know of it. */
export interface KeyPlace {
  organizationId: string
  projectId: string
  ownerUserId: string | null
  ownerServiceAccountId: string | null
}

/**
 * The organization in which the actor acts.
 * @throws CoreError `unauthenticated` for the anonymous, `forbidden` for a person who is a member of none
 */
export function requireOrganization(ctx: Ctx): string {
  if (ctx.actor.type === 'anonymous') throw unauthenticated()
  if (!ctx.organizationId)
    throw new CoreError('forbidden', 'You are not a member of an organization; ask an owner to invite you.')
  return ctx.organizationId
}

export function unauthenticated(): CoreError {
  return new CoreError('unauthenticated', 'Sign in, or send an access token or an API key.')
}

/** @throws CoreError `forbidden` where the actor does not hold `name` (nor, for a scoped one, its `:own` or `:any`) */
export function requirePermission(ctx: Ctx, name: string): void {
  requireOrganization(ctx)
  const held = heldAs(ctx.permissions, name)
  if (held === null)
    throw new CoreError('forbidden', `This needs the permission ${name}, which you do not hold.`)
  ctx.uses?.(held)
}

/** As what `held` has `name`: with `:any` behind it, with `:own`, or as it is; null where it has not. */
function heldAs(held: ReadonlySet<string>, name: string): string | null {
  return [`${name}:any`, `${name}:own`, name].find((one) => held.has(one)) ?? null
}

/** True where `held` has `name` itself or with `:own` or `:any` behind it. */
export function holdsAnyScope(held: ReadonlySet<string>, name: string): boolean {
  return heldAs(held, name) !== null
}

/** The owner whose keys `:own` means for this actor: the person, or the owner of the calling key. */
export function selfAsOwner(ctx: Ctx): KeyOwner | null {
  if (ctx.actor.type === 'user') return { userId: ctx.actor.id, serviceAccountId: null }
  return ctx.actor.type === 'key' ? ctx.actor.owner : null
}

/** True where the actor's reach has the project. */
export function reaches({ reach }: Pick<Ctx, 'reach'>, projectId: string): boolean {
  return reach === null || reach.includes(projectId)
}

/** True where the key is in the actor's reach at all. */
function within(ctx: Ctx, key: KeyPlace): boolean {
  return key.organizationId === ctx.organizationId && reaches(ctx, key.projectId)
}

function isOwn(ctx: Ctx, key: KeyPlace): boolean {
  const self = selfAsOwner(ctx)
  if (!self) return false
  return self.userId === key.ownerUserId && self.serviceAccountId === key.ownerServiceAccountId
}

/** True where the actor may do this to this key. */
export function mayOnKey(ctx: Ctx, right: KeyRight, key: KeyPlace): boolean {
  if (!within(ctx, key)) return false
  const held = heldAs(ctx.permissions, `api_key:${right}`)
  const may = held?.endsWith(':any') || (held !== null && isOwn(ctx, key))
  if (held !== null && may) ctx.uses?.(held)
  return may
}

/**
 * Refuses what the actor may not do to a key. A key that it may not even read is not found, the same as one that is not there.
 * @throws CoreError `not_found`, `forbidden`
 */
export function authorizeKey(ctx: Ctx, right: KeyRight, key: KeyPlace | null): asserts key is KeyPlace {
  if (!key || !within(ctx, key)) throw notFound()
  if (mayOnKey(ctx, right, key)) return
  if (!mayOnKey(ctx, 'read', key)) throw notFound()
  throw new CoreError('forbidden', `This needs the permission api_key:${right}:any, which you do not hold.`)
}

/** The keys on which the actor holds a right, as a condition for queries. */
export function keyScope(ctx: Ctx, right: KeyRight): Prisma.ApiKeyWhereInput {
  requirePermission(ctx, `api_key:${right}`)
  const self = selfAsOwner(ctx)
  return {
    organizationId: requireOrganization(ctx),
    ...(ctx.reach ? { projectId: { in: [...ctx.reach] } } : {}),
    ...(holds(ctx.permissions, `api_key:${right}:any`)
      ? {}
      : { ownerUserId: self?.userId ?? null, ownerServiceAccountId: self?.serviceAccountId ?? null }),
  }
}
