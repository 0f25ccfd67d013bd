/* Simulated time, chance and network: what everything in a simulation of the gate's nodes has in common. */

/** Whole milliseconds in order, and nothing but chance between two runs of one seed: that is, nothing. */
export interface Timeline {
  readonly now: number
  /** Runs what is to happen after `delay` milliseconds; what was asked for first first. */
  after(delay: number, run: () => void): void
  /** Takes the next step. @returns false where there is none before `end` */
  step(end: number): boolean
  /** A whole number from 0 up to, not with, `bound`. */
  chance(bound: number): number
}

interface Happening {
  at: number
  order: number
  run: () => void
}

const isBefore = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.order < b.order)

export function makeTimeline(seed: number): Timeline {
  /** A binary heap, the next one first. */
  const heap: Happening[] = []
  let now = 0
  let order = 0
  let state = seed | 0

  function push(one: Happening): void {
    let at = heap.length
    heap.push(one)
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent] as Happening
      if (!isBefore(one, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = one
  }

  function pop(): Happening {
    const first = heap[0] as Happening
    const last = heap.pop() as Happening
    const { length } = heap
    if (length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= length) break
      if (child + 1 < length && isBefore(heap[child + 1] as Happening, heap[child] as Happening)) child += 1
      const below = heap[child] as Happening
      if (!isBefore(below, last)) break
      heap[at] = below
      at = child
    }
    heap[at] = last
    return first
  }

  return {
    get now() {
      return now
    },
    after(delay, run) {
      order += 1
      push({ at: now + Math.max(0, Math.round(delay)), order, run })
    },
    step(end) {
      const next = heap[0]
      if (!next || next.at > end) return false
      pop()
      now = next.at
      next.run()
      return true
    },
    chance(bound) {
      // mulberry32
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound)
    },
  }
}

/** What a journey, or a wait in the database, may take. */
export type Pace = 'quick' | 'slow' | 'rough'

/** The longest that each may take, in milliseconds. */
export const longest: Readonly<Record<Pace, number>> = { quick: 40, slow: 300, rough: 2_000 }

export function draw({ chance }: Timeline, pace: Pace): number {
  const dice = chance(10)
  if (pace === 'quick') return dice < 9 ? chance(4) : chance(longest.quick)
  if (pace === 'slow') return dice < 7 ? chance(60) : chance(longest.slow)
  return dice < 5 ? chance(5) : dice < 8 ? chance(150) : chance(longest.rough)
}

/** A TCP connection: what is sent in one direction arrives in order, or not at all. */
export interface Line {
  up(run: () => void): void
  down(run: () => void): void
  /** From now on nothing arrives any more; nobody is told. */
  cut(): void
  readonly isCut: boolean
}

/** @param arrive takes what has come down, so that a process that stands still takes it later */
export function makeLine(
  time: Timeline,
  pace: () => Pace,
  arrive: (run: () => void) => void = (run) => run(),
): Line {
  let isCut = false
  const last = { up: 0, down: 0 }
  function send(direction: 'up' | 'down', run: () => void): void {
    if (isCut) return
    const at = Math.max(last[direction], time.now + draw(time, pace()))
    last[direction] = at
    time.after(at - time.now, () => {
      if (!isCut) run()
    })
  }
  return {
    up: (run) => send('up', run),
    down: (run) => send('down', () => arrive(run)),
    cut() {
      isCut = true
    },
    get isCut() {
      return isCut
    },
  }
}
