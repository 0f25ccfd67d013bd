/** A shortcut as it is listed and heard: `c`, `/`, `g k` (a sequence), `mod+k` (⌘ on a Mac, Ctrl elsewhere). */
export interface Shortcut {
  keys: string
  /** What it does, as the list of shortcuts says it: `Create a key`. */
  label: string
  /** The heading it is listed under. */
  group: string
  run: () => void
}

/** The time one has between the keys of a sequence, ms. */
export const sequenceTimeout = 1000

interface Pressed {
  key: string
  metaKey: boolean
  ctrlKey: boolean
  altKey: boolean
}

/** The chord that was pressed, in the grammar of `Shortcut.keys`; null for what is none (a bare Shift, an Alt chord). */
export function chordOf(event: Pressed): string | null {
  if (event.altKey || ['Shift', 'Control', 'Meta', 'Alt', 'Dead'].includes(event.key)) return null
  const key = event.key.toLowerCase()
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

export interface Heard {
  /** The shortcut that is complete, if one is. */
  match: Shortcut | null
  /** What has been typed of a sequence and may still become one. */
  pending: string
}

/**
 * Follows what is typed. A chord that completes nothing begins anew; of two shortcuts with the same keys the later
 * registered one, from the page that is nearer, wins.
 */
export function hear(shortcuts: readonly Shortcut[], pending: string, chord: string): Heard {
  for (const typed of pending ? [`${pending} ${chord}`, chord] : [chord]) {
    const match = shortcuts.findLast((shortcut) => shortcut.keys === typed)
    if (match) return { match, pending: '' }
    if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${typed} `)))
      return { match: null, pending: typed }
  }
  return { match: null, pending: '' }
}

/** Keys as they are printed: `⌘K` or `Ctrl K`, `g k`. */
export function printedKeys(keys: string, mac: boolean): string {
  return keys.replace(/mod\+(\w)/gu, (_, key: string) =>
    mac ? `⌘${key.toUpperCase()}` : `Ctrl ${key.toUpperCase()}`,
  )
}
