import { retiredTolerance } from '#lib/contracts/keys.ts'
import { isPast } from './judge.ts'
import type { KeyRecord } from './record.ts'
import type { Use } from './tally.ts'

/** What a use says of the secret that was presented, as the meter counts it. @param now as the key was judged */
export function secretUse(
  { secret, expiresAt }: KeyRecord,
  code: Use['code'],
  now: number,
): Pick<Use, 'secretId' | 'retiring' | 'startsGrace' | 'retired'> {
  const { id, notAfter, startsGrace } = secret
  const late = notAfter !== null && isPast(notAfter + retiredTolerance * 1000, now)
  return {
    secretId: id,
    retiring: notAfter !== null,
    startsGrace,
    // A key that is past its own end says nothing of the secret.
    retired: late && code === 'EXPIRED' && !isPast(expiresAt, now),
  }
}
