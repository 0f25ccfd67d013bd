import { expect } from 'vitest'
import type { Portal } from '../../portal.ts'

/** How often portals have said that what they count with (`Redis`, `The primary process`) is `away`, or `back`. */
export function said(portals: readonly Portal[], peer: string, word: 'away' | 'back'): number {
  return portals.reduce((sum, { output }) => sum + output().split(`${peer} is ${word}`).length - 1, 0)
}

/**
 * Runs `count` while portals count together: once it has run without one of them saying that it counts by itself. On a machine
 * that is too busy for an answer in time they do; that is promised too, but not what is looked at then.
 */
export async function whileTogether<T>(
  portals: readonly Portal[],
  peer: string,
  count: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const apart = () => said(portals, peer, 'away') - said(portals, peer, 'back')
    await expect.poll(apart, { timeout: 60_000 }).toBe(0)
    const before = said(portals, peer, 'away')
    const result = await count()
    if (said(portals, peer, 'away') === before) return result
  }
}
