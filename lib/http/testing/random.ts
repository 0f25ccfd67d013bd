/** A source of chance that a seed repeats. */
export interface Random {
  seed: number
  /** An integer from 0 up to, not including, `below`. */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
}

/** mulberry32 (T. Ettinger): 32 bits of state are plenty to choose test cases. */
export function random(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    seed,
    int,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('Nothing to pick from')
      return from[int(from.length)] as (typeof from)[number]
    },
    shuffle: (list) => {
      const shuffled = [...list]
      for (let at = shuffled.length - 1; at > 0; at -= 1) {
        const other = int(at + 1)
        const held = shuffled[at]
        shuffled[at] = shuffled[other] as (typeof shuffled)[number]
        shuffled[other] = held as (typeof shuffled)[number]
      }
      return shuffled
    },
  }
}

/** A random for a suite. Its seed is printed, and `TEST_SEED` repeats a run. */
export function seededRandom(suite: string): Random {
  const given = Number(process.env.TEST_SEED)
  const seed = Number.isInteger(given) && given > 0 ? given : Math.floor(Math.random() * 2 ** 31) + 1
  process.stdout.write(`${suite}: seed ${seed} (repeat with TEST_SEED=${seed})\n`)
  return random(seed)
}
