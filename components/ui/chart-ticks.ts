/** How wide a plot is, px: on a phone at 360 px, and from where on there is room for more words. */
const widths = { narrow: 288, roomy: 560 } as const
/** The advance of a letter of the axis, and the least distance between two words, px. */
const letter = 6.6
const gap = 6
/** From this share of the width on, a word ends at its bar, as it would run out of the chart. */
const late = 88

export interface PlacedTick {
  /** Of the bar. */
  index: number
  text: string
  /** Percent of the width: where the word begins, or with `atEnd` where it ends. */
  x: number
  atEnd: boolean
  /** Whether it stands where the plot is narrow, and where it is roomy. */
  narrow: boolean
  roomy: boolean
}

/**
 * Places the words under an axis, of as many bars as there are entries. Where two would touch, the later one stays: it says
 * until when. Words that have no place in any width are left out.
 */
export function placeTicks(texts: readonly (string | undefined)[]): PlacedTick[] {
  const slot = 100 / Math.max(1, texts.length)
  const ticks = texts.flatMap((text, index) => {
    if (!text) return []
    const atEnd = index * slot >= late
    return [{ index, text, atEnd, x: (index + (atEnd ? 0.85 : 0.15)) * slot }]
  })
  const narrow = apart(ticks, widths.narrow)
  const roomy = apart(ticks, widths.roomy)
  return ticks
    .map((tick) => ({ ...tick, narrow: narrow.has(tick.index), roomy: roomy.has(tick.index) }))
    .filter((tick) => tick.narrow || tick.roomy)
}

/** Those that do not touch in a plot of this width, px. */
function apart(ticks: readonly Pick<PlacedTick, 'index' | 'text' | 'x' | 'atEnd'>[], width: number) {
  const kept = new Set<number>()
  let next = Number.POSITIVE_INFINITY
  for (const { index, text, x, atEnd } of ticks.toReversed()) {
    const long = text.length * letter
    const begins = (x / 100) * width - (atEnd ? long : 0)
    if (begins + long + gap > next) continue
    kept.add(index)
    next = begins
  }
  return kept
}
