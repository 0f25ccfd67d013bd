/** How many rows one statement of an upkeep changes, so that none holds locks for long. */
export const upkeepBatch = 5_000

/**
 * Repeats a statement that changes at most `upkeepBatch` rows until it finds none.
 * @returns how many it changed in all
 */
export async function inBatches(statement: () => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const changed = await statement()
    total += changed
    if (changed < upkeepBatch) return total
  }
}
