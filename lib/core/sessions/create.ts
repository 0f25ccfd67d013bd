import type { createSession as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { rolePermissions } from '#lib/contracts/permissions.ts'
import type { Ctx } from '../context.ts'
import { accessTokenLifetime, signAccessToken } from './access-token.ts'
import { signIn } from './sign-in.ts'

/** Signs a script in: an access token for a quarter of an hour. */
export async function createSession(
  ctx: Ctx,
  input: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const { user, organization, project, role, sessionId } = await signIn(ctx, input, 'script')
  const own = await ctx.db.permission.findMany({
    where: { organizationId: organization.id, builtIn: false },
    select: { name: true },
    take: 2000,
  })
  const permissions = rolePermissions(
    role,
    own.map((one) => one.name),
  )
  return {
    accessToken: await signAccessToken(user.id, sessionId),
    tokenType: 'Bearer',
    expiresIn: accessTokenLifetime,
    user,
    organization,
    project,
    permissions: [...permissions].sort(),
  }
}
