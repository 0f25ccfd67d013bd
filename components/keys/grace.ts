import { maxGrace } from '#lib/contracts/keys.ts'

export type GraceChoice = 'none' | '1h' | '24h' | 'custom'

/** Minutes as typed, in seconds; null where they are no whole number of 1 to 1,440. */
export function customGrace(minutes: string): number | null {
  const text = minutes.trim()
  if (!/^\d{1,4}$/.test(text)) return null
  const seconds = Number(text) * 60
  return seconds >= 60 && seconds <= maxGrace ? seconds : null
}

/** How long the old secret works on, in seconds. */
export function graceSeconds(choice: GraceChoice, custom: number | null): number {
  if (choice === 'custom') return custom ?? 0
  return { none: 0, '1h': 3600, '24h': maxGrace }[choice]
}
