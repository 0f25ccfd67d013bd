import { newPassword } from '#lib/contracts/fields.ts'
import type { joinByInvitation } from '#lib/contracts/invitations.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { takenUnique } from '#lib/db/failures.ts'
import { hashPassword, verifyPassword } from '../account/password.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField } from '../errors.ts'
import { addressBlock, takeAttempt } from '../sessions/limits.ts'
import { transaction } from '../transaction.ts'
import { admit, findInvitation, requireAddress } from './opened.ts'

/**
 * Makes somebody who is not signed in a member: a new account in the same transaction, or one that is there, by its password. No session
 * begins here, so a second factor is asked for where one does.
 * @throws CoreError `not_found`, `gone`, `forbidden` for an invitation to another address, `invalid` for what is missing and for a wrong
 *   password, `conflict` for a member, `rate_limited`
 */
export async function join(
  ctx: Ctx,
  input: Input<typeof joinByInvitation>,
): Promise<Reply<typeof joinByInvitation>> {
  const { token, password } = input
  const invitation = await findInvitation(ctx, token)
  const email = input.email ?? invitation.email
  if (email === null) throw invalidField('email', 'Enter your e-mail address')
  requireAddress(invitation.email, email)
  const account = await ctx.db.user.findUnique({
    where: { email },
    select: { id: true, name: true, email: true, passwordHash: true },
  })
  if (!account) return joinAnew(ctx, token, { email, name: input.name, password })
  const { passwordHash, ...person } = account
  await confirmAccount(ctx, email, passwordHash, password)
  return transaction(ctx, async (tx) => {
    const { organization, role } = await admit(tx, token, person, { newAccount: false })
    return { organization, role, email, newAccount: false }
  })
}

/** As a sign-in counts its failures, since this too tells a right password from a wrong one. */
async function confirmAccount(
  ctx: Ctx,
  email: string,
  passwordHash: string | null,
  password: string,
): Promise<void> {
  const byAddress = await takeAttempt('address', addressBlock(ctx.origin.ip))
  const byAccount = await takeAttempt('account', email)
  if (!(await verifyPassword(passwordHash, password)))
    throw invalidField('password', 'This is not the password of the account with that address.')
  await Promise.all([byAddress.forgive(), byAccount.forgive()])
}

interface NewAccount {
  email: string
  name: string | undefined
  password: string
}

async function joinAnew(
  ctx: Ctx,
  token: string,
  { email, name, password }: NewAccount,
): Promise<Reply<typeof joinByInvitation>> {
  if (name === undefined) throw invalidField('name', 'Enter your name')
  const chosen = newPassword.safeParse(password)
  if (!chosen.success)
    throw invalidField('password', chosen.error.issues[0]?.message ?? 'This password cannot be taken')
  const passwordHash = await hashPassword(chosen.data)
  return transaction(ctx, async (tx) => {
    const person = await tx.db.user
      .create({ data: { email, name, passwordHash }, select: { id: true, name: true, email: true } })
      .catch((error) => {
        if (takenUnique(error) === null) throw error
        throw new CoreError('conflict', 'An account with this address was made just now. Sign in with it.')
      })
    const { organization, role } = await admit(tx, token, person, { newAccount: true })
    return { organization, role, email, newAccount: true }
  })
}
