import { retiredTolerance } from '#lib/contracts/keys.ts'
import { isPast } from './judge.ts'
import type { KeyRecord } from './record.ts'
import type { Use } from './tally.ts'

/** What a use says of the secret that was presented, as the meter counts it. @param now as the key was judged */
export function secretUse(
  { secret, expiresAt }: KeyRecord,
  code: Use['code'],
  now: number,
): Pick<Use, 'secretId' | 'retiring' | 'startsGrace' | 'ended' | 'retired'> {
  const { id, notAfter, startsGrace } = secret
  // A key that is past its own end says nothing of the secret.
  const ended = code === 'EXPIRED' && isPast(notAfter, now) && !isPast(expiresAt, now)
  return {
    secretId: id,
    retiring: notAfter !== null,
    startsGrace,
    ended,
    retired: ended && isPast(notAfter, now - retiredTolerance * 1000),
  }
}
