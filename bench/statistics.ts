/** The middle value; of an even number of values the upper of the two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/**
 * The value below which a share of the samples lies (the nearest-rank method).
 * @param sorted ascending
 * @param share from 0 to 1, such as 0.999
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)))
  return sorted[rank - 1] ?? Number.NaN
}
