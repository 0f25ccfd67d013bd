import type { Effective as Reply } from '#lib/contracts/effective.ts'
import type { Ctx } from '../context.ts'
import type { Effective } from './confirmer.ts'

/**
 * What the contract says of a change's effect.
 * @param effective null within another's transaction, where it is for the outer verb to wait
 */
export async function presentEffective(ctx: Ctx, effective: Effective | null): Promise<Reply> {
  const organization = ctx.organizationId
    ? await ctx.db.organization.findUnique({
        where: { id: ctx.organizationId },
        select: { staleSeconds: true },
      })
    : null
  const { nodes, ms, unconfirmed } = effective ?? { nodes: 0, ms: 0, unconfirmed: [] }
  return { nodes, ms, unconfirmed, staleSeconds: organization?.staleSeconds ?? 0 }
}

/** Several changes taken together: in effect when the last of them is. */
export function allInEffect(effects: readonly Effective[]): Effective | null {
  if (effects.length === 0) return null
  const silent = new Map(effects.flatMap(({ unconfirmed }) => unconfirmed.map((node) => [node.id, node])))
  return {
    nodes: Math.max(...effects.map(({ nodes }) => nodes)),
    ms: Math.max(...effects.map(({ ms }) => ms)),
    unconfirmed: [...silent.values()],
  }
}
