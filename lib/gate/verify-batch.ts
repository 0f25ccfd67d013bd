import type { Input } from '#lib/contracts/operation.ts'
import type { Verdict, verifyKeys } from '#lib/contracts/verification.ts'
import { lookup } from './lookup.ts'
import type { Found } from './reader.ts'
import { type Caller, decide, look, requireVerifier, verdictOf } from './verify.ts'

/**
 * Says whether each of several keys is good, in the order given; each is judged, counted and taken from its limits as `verify`
 * does. All are looked up before the first is counted, so that a batch that cannot be answered has taken nothing.
 * @throws CoreError what `verify` throws
 */
export async function verifyBatch(
  caller: Caller,
  { keys }: Input<typeof verifyKeys>,
): Promise<{ results: Verdict[] }> {
  requireVerifier(caller)
  const found = await seekAll(keys.map(({ key }) => key))
  const turns = new Map<string, Promise<Verdict>>()
  const results = keys.map((item) => {
    const one = found.get(item.key) ?? null
    const answer = async () => verdictOf(await decide(caller, item, () => one))
    // One key's questions take from its limits in their order; those of different keys need not wait for each other.
    const turn = one?.record.id ?? item.key
    const mine = turns.get(turn)?.then(answer) ?? answer()
    turns.set(turn, mine)
    return mine
  })
  return { results: await Promise.all(results) }
}

/** Looks each secret up once. What is asked in one turn of the event loop, the reader asks in one statement. */
async function seekAll(secrets: readonly string[]): Promise<Map<string, Found | null>> {
  const each = [...new Set(secrets)].map(
    async (secret) => [secret, await look(() => lookup(secret))] as const,
  )
  return new Map(await Promise.all(each))
}
