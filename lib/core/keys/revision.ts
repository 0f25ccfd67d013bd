import type { Ctx } from '../context.ts'
import { actorColumns } from './actor.ts'

/** What every change of a key leaves on it beside itself: the next version, by whom, and when by the database's clock. */
export function revision(ctx: Ctx, { now }: { now: Date }) {
  const by = actorColumns(ctx)
  return { version: { increment: 1 }, updatedByType: by.type, updatedById: by.id, updatedAt: now }
}
