import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { ApiKey } from '#lib/contracts/api-key.ts'
import { showEnabled, statusWhen } from './key-cache.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const key = {
  id: 'k-1',
  status: 'active',
  enabled: true,
  rotatingUntil: null,
  expiresAt: null,
} as unknown as ApiKey
const after = (ms: number) => new Date(now + ms).toISOString()

test('an enabled key is shown by what will end it first', () => {
  expect(statusWhen(key, false, now)).toBe('disabled')
  expect(statusWhen({ ...key, rotatingUntil: after(1000) }, true, now)).toBe('rotating')
  expect(statusWhen({ ...key, rotatingUntil: after(-1000) }, true, now)).toBe('active')
  expect(statusWhen({ ...key, expiresAt: after(86_400_000) }, true, now)).toBe('expiring')
  expect(statusWhen({ ...key, expiresAt: after(-1) }, true, now)).toBe('expired')
  expect(statusWhen({ ...key, status: 'revoked' }, true, now)).toBe('revoked')
})

test('a change is shown wherever the key is, and taken back whole where it fails', () => {
  const cache = new QueryClient()
  const other = { ...key, id: 'k-2' }
  const list = { pages: [{ items: [key, other], nextCursor: null }], pageParams: [undefined] }
  cache.setQueryData(['listKeys', 'pages', { sort: 'name' }], list)
  cache.setQueryData(['getKey', { keyId: 'k-1' }], key)
  const undo = showEnabled(cache, key, false, now)
  expect(cache.getQueryData(['getKey', { keyId: 'k-1' }])).toMatchObject({
    status: 'disabled',
    enabled: false,
  })
  expect(cache.getQueryData(['listKeys', 'pages', { sort: 'name' }])).toMatchObject({
    pages: [
      {
        items: [
          { id: 'k-1', status: 'disabled' },
          { id: 'k-2', status: 'active' },
        ],
      },
    ],
  })
  undo()
  expect(cache.getQueryData(['listKeys', 'pages', { sort: 'name' }])).toEqual(list)
  expect(cache.getQueryData(['getKey', { keyId: 'k-1' }])).toEqual(key)
})
