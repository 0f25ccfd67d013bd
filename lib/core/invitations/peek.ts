import type { peekInvitation } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { findInvitation } from './opened.ts'

/**
 * What a link is for, for whoever has it: it stays as it is. So it may be asked by what follows links without being told to.
 * @throws CoreError `not_found`, `gone`, `rate_limited`
 */
export async function peek(
  ctx: Ctx,
  { token }: Input<typeof peekInvitation>,
): Promise<Reply<typeof peekInvitation>> {
  const { organization, invitedByName, email, role, projects, expiresAt } = await findInvitation(ctx, token)
  const account =
    email === null ? null : await ctx.db.user.findUnique({ where: { email }, select: { id: true } })
  return {
    organization: organization.name,
    invitedBy: invitedByName,
    email,
    role,
    projects: projects.length === 0 ? null : projects.map(({ project }) => project.name),
    hasAccount: account !== null,
    expiresAt: expiresAt.toISOString(),
  }
}
