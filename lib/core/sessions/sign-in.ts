import { setTimeout as sleep } from 'node:timers/promises'
import { verifyPassword } from '../account/password.ts'
import { takeSecondFactor } from '../account/second-factor-code.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { transaction } from '../transaction.ts'
import { type Attempt, addressBlock, takeAttempt } from './limits.ts'
import { recordRefusal, tellingOfTooMany } from './own-audit.ts'
import { familiarDays, type StartedSession, type sessionLifetime, startSession } from './start.ts'

export interface SignInInput {
  email: string
  password: string
  /** A code of the authenticator, or a recovery code. */
  code?: string | undefined
}

export interface SignedIn extends StartedSession {
  user: { id: string; number: number; email: string; name: string }
}

/**
 * Milliseconds before which no refusal is given. Finding, checking and auditing take different times for an account that is there
 * and one that is not; all of them end well within this.
 */
const refusalTime = 400

interface Account {
  id: string
  number: number
  name: string
  email: string
  passwordHash: string | null
  secondFactor: boolean
  /** Where it was signed in to within `familiarDays`. */
  addresses: string[]
}

/** The password was right and the account has a second factor, of which no code came. */
export class SecondFactorRequired extends CoreError {
  constructor() {
    const message = 'Enter the code of your authenticator.'
    super('unauthenticated', message, { fields: [{ path: 'code', message }] })
  }
}

/**
 * Signs a person in with a password, and with a code where the account has a second factor.
 *
 * Failures are counted by address, and by account apart for the addresses it was used from within 90 days and for all
 * others together. So a stranger who fails on purpose can keep an account from signing in at a new address for an
 * hour at a time, but not at the usual ones, and ends none of its sessions.
 * @throws CoreError `unauthenticated` (the same for an unknown account and a wrong password), `rate_limited`,
 *   `forbidden` for a member of no organization
 */
export async function signIn(
  ctx: Ctx,
  input: SignInInput,
  kind: keyof typeof sessionLifetime,
): Promise<SignedIn> {
  const earliest = performance.now() + refusalTime
  const refuse = async (account: Account | null, reason: string, error: CoreError): Promise<never> => {
    if (account) await recordRefusal(ctx, account, reason)
    await sleep(Math.max(0, earliest - performance.now()))
    throw error
  }

  const byAddress = await takeAttempt('address', addressBlock(ctx.origin.ip))
  const account = await findAccount(ctx, input.email)
  const byAccount = await takeAccountAttempt(ctx, input.email, account)

  if (!(await verifyPassword(account?.passwordHash ?? null, input.password)) || !account)
    return refuse(
      account,
      'wrong password',
      new CoreError('unauthenticated', 'The e-mail address or the password is wrong.'),
    )
  const forgive = () => Promise.all([byAddress.forgive(), byAccount.forgive()])
  if (account.secondFactor && !input.code) {
    await forgive()
    throw new SecondFactorRequired()
  }
  const factor = account.secondFactor
    ? await tellingOfTooMany(ctx, account, 'too many wrong codes', () =>
        takeSecondFactor(ctx, account.id, input.code ?? ''),
      )
    : null
  if (account.secondFactor && !factor) {
    const message = 'This code is wrong, or was used before.'
    const error = new CoreError('unauthenticated', message, { fields: [{ path: 'code', message }] })
    return refuse(account, 'wrong code', error)
  }

  const session = await transaction(ctx, async (tx) => {
    // The password may have been changed while it was checked; its change ends the sessions that it sees.
    const [now] = await tx.db.$queryRaw<{ passwordHash: string | null }[]>`
      SELECT password_hash AS "passwordHash" FROM "user" WHERE id = ${account.id}::uuid FOR SHARE`
    if (now?.passwordHash !== account.passwordHash)
      throw new CoreError('unauthenticated', 'The password was changed.')
    return startSession(tx, account, kind, { with: 'password', secondFactor: factor })
  })
  await forgive()
  const { id, number, email, name } = account
  return { ...session, user: { id, number, email, name } }
}

async function findAccount(ctx: Ctx, email: string): Promise<Account | null> {
  // PostgreSQL takes neither, so there is no such account.
  if (!email.isWellFormed() || email.includes('\0')) return null
  const [account] = await ctx.db.$queryRaw<Account[]>`
    SELECT id, number, name, email, password_hash AS "passwordHash", totp_enabled_at IS NOT NULL AS "secondFactor",
      ARRAY(
        SELECT DISTINCT ip FROM session WHERE user_id = "user".id AND ip IS NOT NULL
          AND created_at > now() - make_interval(days => ${familiarDays})
        LIMIT 1000
      ) AS addresses
    FROM "user" WHERE email = ${email}`
  return account ?? null
}

async function takeAccountAttempt(ctx: Ctx, email: string, account: Account | null): Promise<Attempt> {
  const here = addressBlock(ctx.origin.ip)
  return tellingOfTooMany(ctx, account, 'too many failures', () =>
    account?.addresses.some((address) => addressBlock(address) === here)
      ? takeAttempt('familiar', `${email} ${here}`)
      : takeAttempt('account', email),
  )
}
