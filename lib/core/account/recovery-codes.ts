import { randomInt } from 'node:crypto'
import { keyedDigest } from '../seal.ts'
import type { Tx } from '../transaction.ts'

const count = 10
/** Crockford's base 32: no letters that are taken for figures. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const purpose = 'recovery code'

/** 50 random bits, as `k3m9q-x7t2b`. */
function newCode(): string {
  const part = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${part()}-${part()}`
}

/** A code as it may have been typed, in the form it was made. */
function asMade(typed: string): string {
  return typed.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
}

const digestOf = (userId: string, code: string) => keyedDigest(purpose, userId, asMade(code))

/** Replaces the person's recovery codes. The answer is the only place where the codes are; the database has digests. */
export async function replaceRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
  const codes = new Set<string>()
  while (codes.size < count) codes.add(newCode())
  await tx.db.recoveryCode.deleteMany({ where: { userId } })
  await tx.db.recoveryCode.createMany({
    data: [...codes].map((code) => ({ userId, digest: digestOf(userId, code) })),
  })
  return [...codes]
}

/** Uses up a recovery code. False where it is unknown or was used; of two uses at once, one wins. */
export async function takeRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
  const taken = await tx.db.$executeRaw`
    UPDATE recovery_code SET used_at = now()
    WHERE user_id = ${userId}::uuid AND digest = ${digestOf(userId, code)} AND used_at IS NULL`
  return taken === 1
}
