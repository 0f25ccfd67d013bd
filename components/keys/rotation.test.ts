import { expect, test } from 'vitest'
import { extendedEnd, extensionsOf, latestGraceEnd } from './rotation.ts'

const secret = (generation: number, notAfter: string | null) => ({
  id: '0193b0f4-5c1e-7a42-9f3d-2b6c8e01d7a5',
  mask: 'lw_a…b',
  generation,
  createdAt: generation === 2 ? '2026-11-01T00:00:00.000Z' : '2026-10-01T00:00:00.000Z',
  notAfter,
  grace: null,
  lastUsedAt: null,
})
const two = [secret(2, null), secret(1, '2026-11-02T00:00:00.000Z')]

test('an old secret works at most until 30 days after the rotation, and never past the key', () => {
  expect(latestGraceEnd({ secrets: two, expiresAt: null })).toBe('2026-12-01T00:00:00.000Z')
  expect(latestGraceEnd({ secrets: two, expiresAt: '2026-11-09T00:00:00.000Z' })).toBe(
    '2026-11-09T00:00:00.000Z',
  )
  expect(latestGraceEnd({ secrets: [secret(2, null)], expiresAt: null })).toBeNull()
})

test('only what there is room for is offered, and the last of it is as far as it goes', () => {
  const now = '2026-11-02T00:00:00.000Z'
  expect(extensionsOf(now, '2026-12-01T00:00:00.000Z')).toEqual(['1h', '24h', '7d', 'latest'])
  expect(extensionsOf(now, '2026-11-03T00:00:00.000Z')).toEqual(['1h', 'latest'])
  expect(extensionsOf(now, '2026-11-02T00:30:00.000Z')).toEqual(['latest'])
  expect(extendedEnd('24h', now, '2026-12-01T00:00:00.000Z')).toBe('2026-11-03T00:00:00.000Z')
  expect(extendedEnd('latest', now, '2026-12-01T00:00:00.000Z')).toBe('2026-12-01T00:00:00.000Z')
})
