import type { setUp as operation } from '#lib/contracts/account.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { database } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { fillWithSamples } from '../seed/fill.ts'
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
  if (input.sampleData) await addSamples(ctx, organization.id)
  return {
    user,
    organization: { id: organization.id, name: organization.name },
    project: { id: project.id, name: project.name },
  }
}

/** The organization stands whether or not this works, and there is no second set-up; `npm run seed` can add them later. */
async function addSamples({ origin: { requestId } }: Ctx, organizationId: string): Promise<void> {
  try {
    await fillWithSamples(database().prisma, { organizationId })
  } catch (error) {
    const line = { err: error, requestId, organizationId }
    log.error(line, 'the sample data could not be added; npm run seed tries again')
  }
}

function gone(): CoreError {
  return new CoreError('gone', 'This portal is set up already. Sign in.')
}
