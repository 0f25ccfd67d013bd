import type { acceptInvitation } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { requirePerson } from '../account/person.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import { admit, findInvitation } from './opened.ts'

/**
 * Makes the actor a member. The session goes on in that organization, all of its projects in sight.
 * @throws CoreError `not_found`, `gone`, `forbidden` for an invitation to another address, `conflict` for a member, `rate_limited`
 */
export async function accept(
  ctx: Ctx,
  { token }: Input<typeof acceptInvitation>,
): Promise<Reply<typeof acceptInvitation>> {
  const person = requirePerson(ctx)
  await findInvitation(ctx, token)
  return transaction(ctx, async (tx) => {
    const { id, name, email } = person
    const { organization, role } = await admit(tx, token, { id, name, email })
    await tx.db.session.update({
      where: { id: person.sessionId },
      data: { organizationId: organization.id, projectId: null },
    })
    return { organization, role }
  })
}
