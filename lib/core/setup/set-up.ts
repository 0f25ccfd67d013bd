import type { setUp as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { makeFirstOwner } from './first-owner.ts'
import { getSetup } from './get-setup.ts'
import { isSetupToken } from './token.ts'

/**
 * The first run: makes the first owner, organization and project for whoever has the token that the first start printed.
 * @throws CoreError `gone` once there is a user, `forbidden` for a wrong token
 */
export async function setUp(ctx: Ctx, input: Input<typeof operation>): Promise<Reply<typeof operation>> {
  const { required } = await getSetup(ctx)
  if (!required) throw gone()
  if (!isSetupToken(input.token))
    throw new CoreError(
      'forbidden',
      'This is not the set-up address. Open the one that the start has printed.',
    )
  const made = await makeFirstOwner({ ...ctx, actor: { type: 'system', name: 'Set-up' } }, input)
  if (!made) throw gone()
  const { user, organization, project } = made
  return {
    user,
    organization: { id: organization.id, name: organization.name },
    project: { id: project.id, name: project.name },
  }
}

function gone(): CoreError {
  return new CoreError('gone', 'This portal is set up already. Sign in.')
}
