import { hashPassword } from '../account/password.ts'
import type { Ctx } from '../context.ts'
import { foundOrganization } from '../organizations/found.ts'
import { transaction } from '../transaction.ts'

/** Any number will do, as long as every instance asks for the same. */
const firstOwnerLock = 7_201_938_442

export interface Beginning {
  owner: { name: string; email: string; password: string }
  organization: { name: string }
  project: { name: string }
}

/**
 * Makes the first user, and the organization and project of which that is the owner. Of several at once exactly one wins: they
 * queue at a lock, and each looks again once it holds it.
 * @returns null where there is a user already
 */
export async function makeFirstOwner(ctx: Ctx, beginning: Beginning) {
  const { name, email, password } = beginning.owner
  const passwordHash = await hashPassword(password)
  return transaction(ctx, async (tx) => {
    await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(${firstOwnerLock})`
    if (await tx.db.user.findFirst({ select: { id: true } })) return null
    const user = await tx.db.user.create({
      // Whoever sets the server up says who they are.
      data: { name, email, passwordHash, emailProvenAt: new Date() },
      select: { id: true, number: true, email: true, name: true },
    })
    const { organization, project } = await foundOrganization(tx, {
      name: beginning.organization.name,
      project: beginning.project,
      ownerUserId: user.id,
    })
    return { user, organization, project }
  })
}
