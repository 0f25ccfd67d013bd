import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptied, emptyTally, mergeTally, type Tally, tallyUse, type Use, usesOf } from './tally.ts'
import { hour, noon } from './testing.ts'

const uses = fc.array(
  fc.record<Use>({
    keyId: fc.constant('key'),
    secretId: fc.constantFrom('one', 'other'),
    retiring: fc.boolean(),
    startsGrace: fc.boolean(),
    ended: fc.boolean(),
    retired: fc.boolean(),
    asks: fc.boolean(),
    code: fc.constantFrom('VALID', 'DISABLED', 'EXPIRED', 'RATE_LIMITED'),
    at: fc.integer({ min: 0, max: 3 }).map((n) => noon + n * (hour / 2)),
    ip: fc.constantFrom(null, '203.0.113.1', '198.51.100.9'),
    userAgent: fc.constantFrom(null, 'checkout/1.0'),
    query: fc.constantFrom(null, 'orders:read'),
    permissions: fc.constantFrom([], ['orders:read']),
  }),
  { maxLength: 12 },
)

/** What a tally says; two that say the same are as good as one another, whatever else is left in them. */
function saidBy({ counts, lastUse, others, ...rest }: Tally): object {
  const order = ({ start, code }: (typeof counts)[number]) => `${start} ${code}`
  return {
    ...rest,
    counts: counts
      .filter(({ count }) => count > 0)
      .map((one) => ({ ...one }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1)),
    lastUse: lastUse.at > 0 ? { ...lastUse } : null,
    // An earlier use of the secret that was used last says nothing more.
    others: [...(others ?? [])].filter(([id]) => id !== lastUse.secretId).sort(),
  }
}

function tallyOf(all: readonly Use[], tally: Tally = emptyTally()): Tally {
  for (const use of all) tallyUse(tally, use)
  return tally
}

test('a tally that was written down and is used again says nothing of what it said before', () => {
  fc.assert(
    fc.property(uses, uses, (before, after) => {
      const again = emptied(tallyOf(before))
      expect(saidBy(again)).toEqual(saidBy(emptyTally()))
      expect(saidBy(tallyOf(after, again))).toEqual(saidBy(tallyOf(after)))
    }),
  )
})

test('what happened in two parts is together what happened in one, and every use is in it', () => {
  fc.assert(
    fc.property(uses, uses, (before, after) => {
      const both = tallyOf(before)
      mergeTally(both, tallyOf(after))
      const one = saidBy(tallyOf([...before, ...after]))
      expect(saidBy(both)).toEqual(one)
      expect(usesOf(both)).toBe(before.length + after.length)
    }),
  )
})
