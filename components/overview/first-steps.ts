import type { Summary } from './posture.ts'

/** How far somebody new has come: no key yet, a key that nobody has presented, or past all that. */
export type FirstStep = 'make' | 'call' | 'done'

/**
 * Where the way to the first key stands. It is over as soon as any key has been used, or so many were made that nobody is
 * new any more; keys that were used and then revoked are told by their verifications.
 */
export function firstStep(summary: Summary, verifications: number): FirstStep {
  if (verifications > 0) return 'done'
  if (summary.total === 0) return 'make'
  const used = summary.active - summary.neverUsed
  return used > 0 || summary.disabled + summary.expired > 0 || summary.total > manyKeys ? 'done' : 'call'
}

const manyKeys = 5
