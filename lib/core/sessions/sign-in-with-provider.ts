import type { Ctx } from '../context.ts'
import { type Tx, transaction } from '../transaction.ts'
import { type StartedSession, startSession } from './start.ts'

/** Who somebody is at an outside provider, as the provider told us itself. */
export interface OutsideIdentity {
  /** `github`, `google`, `oidc`. */
  provider: string
  providerAccountId: string
  /** The address that the provider has verified, in lower case; null where it has verified none. */
  verifiedEmail: string | null
}

/**
 * Signs in the person whom an outside identity belongs to. The first time, it is linked to the account with the same verified
 * address. It never makes an account: people come by set-up or invitation. The second factor is the provider's to ask for.
 *
 * An account that never proved its address may be that of somebody who typed another's, and waited for its owner to come: what opened
 * it so far then opens it no more.
 * @returns null where the identity belongs to nobody here
 * @throws CoreError `forbidden` for a member of no organization
 */
export async function signInWithProvider(
  ctx: Ctx,
  identity: OutsideIdentity,
): Promise<StartedSession | null> {
  const { provider, providerAccountId, verifiedEmail } = identity
  return transaction(ctx, async (tx) => {
    const linked = await tx.db.providerAccount.findUnique({
      where: { provider_providerAccountId: { provider, providerAccountId } },
      include: { user: true },
    })
    const user = linked?.user ?? (await byEmail(tx, verifiedEmail))
    if (!user) return null
    if (!linked)
      await tx.db.providerAccount.createMany({
        data: [{ provider, providerAccountId, userId: user.id }],
        skipDuplicates: true,
      })
    const proves = !linked && user.emailProvenAt === null
    if (proves) await takeOver(tx, user.id)
    return startSession(tx, user, 'browser', {
      with: provider,
      linked: !linked,
      ...(proves && { credentialsEnded: true }),
    })
  })
}

/** Leaves an account to whoever has proved its address: password, second factor and sessions were somebody's who had not. */
async function takeOver(tx: Tx, userId: string): Promise<void> {
  await tx.db.user.update({
    where: { id: userId },
    data: {
      passwordHash: null,
      totpSecret: null,
      totpEnabledAt: null,
      totpLastStep: null,
      emailProvenAt: new Date(),
    },
  })
  await tx.db.recoveryCode.deleteMany({ where: { userId } })
  await tx.db.$executeRaw`
    UPDATE session SET ended_at = now() WHERE user_id = ${userId}::uuid AND ended_at IS NULL AND expires_at > now()`
}

function byEmail(ctx: Ctx, email: string | null) {
  return email?.isWellFormed() && !email.includes('\0') ? ctx.db.user.findUnique({ where: { email } }) : null
}
