import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createOrganization } from '#lib/contracts/organizations.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { foundOrganization } from './found.ts'
import { presentOrganization } from './present.ts'

/** Founds a further organization, whose owner the caller becomes. @throws CoreError `forbidden` for a key */
export async function create(
  ctx: Ctx,
  input: Input<typeof createOrganization>,
): Promise<Reply<typeof createOrganization>> {
  const { actor } = ctx
  if (actor.type !== 'user') throw new CoreError('forbidden', 'Only a person can found an organization.')
  return transaction(ctx, async (tx) => {
    const { organization } = await foundOrganization(tx, { ...input, ownerUserId: actor.id })
    return presentOrganization(organization)
  })
}
