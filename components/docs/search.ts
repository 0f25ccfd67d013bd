/** A page of the reference, as search finds it. */
export interface SearchEntry {
  href: string
  title: string
  /** Beneath the title: a path, a status. */
  hint: string
  /** Other words it is found by: names of fields, of errors. */
  words: string
}

/** How well one word fits an entry: its title first, then its hint, then the rest; 0 where it does not. */
function worth(entry: SearchEntry, word: string): number {
  const title = entry.title.toLowerCase()
  if (title.startsWith(word)) return 8
  if (title.includes(` ${word}`)) return 6
  if (title.includes(word)) return 4
  if (entry.hint.toLowerCase().includes(word)) return 3
  return entry.words.toLowerCase().includes(word) ? 1 : 0
}

/**
 * The entries that have every word of the text somewhere, the best first; entries as good as each other keep their
 * order. None for a text without words.
 */
export function searchEntries(entries: readonly SearchEntry[], text: string): SearchEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return entries
    .map((entry) => {
      const fits = words.map((word) => worth(entry, word))
      return { entry, score: fits.includes(0) ? 0 : fits.reduce((sum, one) => sum + one, 0) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry)
}
