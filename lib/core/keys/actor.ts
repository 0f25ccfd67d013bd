import type { Ctx } from '../context.ts'

/** The actor as the columns of a key name it. */
export function actorColumns(ctx: Ctx): { type: 'user' | 'key' | 'system'; id: string | null } {
  const { actor } = ctx
  if (actor.type === 'user' || actor.type === 'key') return { type: actor.type, id: actor.id }
  return { type: 'system', id: null }
}
