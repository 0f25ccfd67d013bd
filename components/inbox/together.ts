/** As many of one kind as are still read one by one. */
const fewest = 4
/** Milliseconds between two that came of one act. */
const gap = 120_000

interface Told {
  type: string
  at: string
  urgent: boolean
}

/**
 * Puts next to each other what came of one act: notices of one type, each within two minutes of the one before, from four on. What is
 * urgent stays by itself.
 */
export function together<T extends Told>(notices: readonly T[]): T[][] {
  const runs: T[][] = []
  for (const notice of notices) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && belongs(before, notice)) run.push(notice)
    else runs.push([notice])
  }
  return runs.flatMap((run) => (run.length < fewest ? run.map((one) => [one]) : [run]))
}

const belongs = (before: Told, next: Told) =>
  !next.urgent && before.type === next.type && Math.abs(Date.parse(before.at) - Date.parse(next.at)) <= gap
