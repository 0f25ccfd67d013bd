import type { Summary } from './posture.ts'

/** How far somebody new has come: no key yet, a key that nobody has presented, or past all that. */
export type FirstStep = 'make' | 'call' | 'done'

/**
 * Where the way to the first key stands. It is over as soon as any key has been used, or so many were made that nobody is
 * new any more.
 * @param verified whether any key was ever presented, also one that is revoked by now
 */
export function firstStep(summary: Summary, verified: boolean): FirstStep {
  if (verified) return 'done'
  if (summary.total === 0) return 'make'
  return summary.active > summary.neverUsed ||
    summary.disabled + summary.expired > 0 ||
    summary.total > manyKeys
    ? 'done'
    : 'call'
}

const manyKeys = 5
