import { requireOrganization } from '../../authorize.ts'
import type { Ctx, KeyOwner } from '../../context.ts'
import { givenSets } from '../../keys/effective-sets.ts'
import { exceeding } from '../../keys/grant.ts'
import type { OwnedKey } from '../../keys/of-owner.ts'

/** A stranger to everybody: handing a key to them takes at least what handing it to anybody takes. */
const anybody: KeyOwner = { userId: null, serviceAccountId: '00000000-0000-0000-0000-000000000000' }

/**
 * What of each key's grant the actor may not hand on, by the key's id; a key that may be handed on has none. As `transfer` has it:
 * over the keys of both owners it takes the right over anybody's.
 */
export async function beyond(ctx: Ctx, keys: readonly OwnedKey[]): Promise<ReadonlyMap<string, string[]>> {
  const sets = await givenSets(
    ctx.db,
    requireOrganization(ctx),
    keys.map(({ roleId, ...key }) => ({ ...key, role: roleId === null ? null : { id: roleId, name: '' } })),
  )
  const found = new Map<string, string[]>()
  for (const [id, effective] of sets) {
    const missing = exceeding(ctx, effective, anybody)
    if (missing.length > 0) found.set(id, missing.sort())
  }
  return found
}
