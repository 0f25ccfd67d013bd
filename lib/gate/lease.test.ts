import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { confirmationTerms } from '#lib/core/changes/confirmation.ts'
import { mayAnswer, outset } from './lease.ts'
import { type Protocol, protocol } from './testing/protocol.ts'
import type { Pace } from './testing/simulated-time.ts'
import { type Schedule, simulate, type Trouble } from './testing/simulation.ts'

/*
 * The protocol under a simulated clock and network: connections that are slow, break or say nothing any more, processes that
 * stand still, clocks that are set, a database that goes away. A schedule says what goes wrong and when; all else follows
 * from its seed, so that a failure can be run again, and is made as short as it will go.
 */

const pace = fc.constantFrom('quick', 'quick', 'slow', 'rough')
const trouble = fc.constantFrom<Trouble[]>(
  'change',
  'change',
  'pause',
  'suspend',
  'restart',
  'cut',
  'lose',
  'shift',
  'mute',
  'database away',
)
const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.noShrink(fc.integer()),
  nodes: fc.integer({ min: 1, max: 3 }),
  lines: pace,
  lag: pace,
  stall: pace,
  troubles: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 4_000 }),
      trouble,
      node: fc.integer({ min: 0, max: 2 }),
      length: fc.integer({ min: 0, max: 4_000 }),
    }),
    { maxLength: 5 },
  ),
})

const rounds = 100_000

test(`in ${rounds} schedules nothing asked after a change's answer is answered by what was before it, and each change is answered in time`, () => {
  const sums = { changes: 0, unconfirmed: 0, answers: 0, hits: 0 }
  const seed = Date.now() | 0
  const begun = process.cpuUsage()
  const all = fc.property(schedules, (schedule) => {
    const { broken, outcomes, answers, hits } = simulate(protocol, schedule)
    if (broken) throw new Error(broken)
    sums.changes += outcomes.length
    sums.unconfirmed += outcomes.filter(({ unconfirmed }) => unconfirmed.length > 0).length
    sums.answers += answers
    sums.hits += hits
  })
  fc.assert(all, { numRuns: rounds, seed })
  const seconds = process.cpuUsage(begun).user / 1e6
  process.stdout.write(`${rounds} schedules by seed ${seed}: ${JSON.stringify(sums)}, ${seconds} s\n`)
  // What was looked at: changes that were confirmed and answers from memory, in numbers.
  expect(sums.changes).toBeGreaterThan(rounds)
  expect(sums.unconfirmed).toBeLessThan(sums.changes / 4)
  expect(sums.hits).toBeGreaterThan(sums.answers / 10)
}, 300_000)

describe('the simulation finds', () => {
  const { granted, lost, connected, refused } = protocol
  const faults: Record<string, Partial<Protocol>> = {
    'a verb that waits for nobody': { awaited: () => [] },
    'a node that acknowledges and forgets nothing': {
      heard: (lease, notice) => [
        { ...lease, generation: lease.generation + 1 },
        [{ do: 'acknowledge', notice }],
      ],
    },
    'a look-up that is kept whatever came between': { mayKeep: (_, fill) => fill !== null },
    'a lease that counts from the answer': {
      granted: (lease, _, databaseNow, now) => granted(lease, now, databaseNow, now),
    },
    'a lease that is passed over when its time is up, and not taken away': {
      look:
        ({ rows, clock }) =>
        (done) =>
          done([...rows].filter(([, until]) => until > clock()).map(([id]) => id)),
    },
    'a node that keeps what it knows when its lease is refused': {
      refused: (lease) => [refused(lease)[0], [{ do: 'join' }]],
    },
    'a node that keeps what it knows when it connects anew': {
      lost: (lease) => [lost(lease)[0], []],
      connected: (lease) => [connected(lease)[0], [{ do: 'join' }]],
    },
    'a lease that goes on while the machine is suspended': {
      beginFill: ({ until, generation }, at) => (until && at.mono < until.mono ? { generation } : null),
    },
    'a lease that goes on when the clock is set back': {
      beginFill: ({ until, generation }, at) => (until && at.wall < until.wall ? { generation } : null),
    },
  }
  test.for(Object.entries(faults))('%s', { timeout: 300_000 }, ([, fault]) => {
    const faulty = { ...protocol, ...fault }
    const sound = (schedule: Schedule) => simulate(faulty, schedule).isSafe
    const { failed } = fc.check(fc.property(schedules, sound), {
      numRuns: rounds,
      seed: 2,
      endOnFailure: true,
    })
    expect(failed).toBe(true)
  })
})

test('a node that loses its connection again and again, or stands still, holds a change up for its lease and a second at most', () => {
  const again = fc.record({
    seed: fc.noShrink(fc.integer()),
    nodes: fc.constant(1),
    lines: fc.constant<Pace>('quick'),
    lag: fc.constant<Pace>('quick'),
    stall: fc.constant<Pace>('quick'),
    troubles: fc.array(
      fc.record({
        at: fc.integer({ min: 1_000, max: 5_000 }),
        trouble: fc.constantFrom<Trouble[]>('cut', 'lose', 'pause', 'suspend'),
        node: fc.constant(0),
        length: fc.integer({ min: 0, max: 2_500 }),
      }),
      { minLength: 3, maxLength: 6 },
    ),
  })
  const prompt = (schedule: Schedule) => simulate(protocol, schedule).broken === null
  fc.assert(fc.property(again, prompt), { numRuns: rounds / 10 })
}, 60_000)

test('a node that renews its lease and never says that it heard is named when patience is out', () => {
  const schedule: Schedule = {
    seed: 1,
    nodes: 2,
    lines: 'quick',
    lag: 'quick',
    stall: 'quick',
    troubles: [{ at: 0, trouble: 'mute', node: 1, length: 0 }],
  }
  const { broken, outcomes } = simulate(protocol, schedule)
  expect(broken).toBeNull()
  expect(outcomes).toEqual([expect.objectContaining({ unconfirmed: ['n1.0.1'] })])
  expect(outcomes[0]?.ms).toBeGreaterThanOrEqual(confirmationTerms.patience)
  expect(outcomes[0]?.ms).toBeLessThan(confirmationTerms.patience + 500)
})

test('a lease counts only before its end, by both clocks', () => {
  const [lease] = protocol.granted(protocol.connected(outset)[0], { mono: 10, wall: 1_000 }, 5_000, {
    mono: 20,
    wall: 1_010,
  })
  expect(lease.until).toEqual({ mono: 1_910, wall: 2_900 })
  expect(mayAnswer(lease, { mono: 1_909, wall: 2_899 })).toBe(true)
  expect(mayAnswer(lease, { mono: 1_910, wall: 2_899 })).toBe(false)
  expect(mayAnswer(lease, { mono: 1_909, wall: 2_900 })).toBe(false)
})
