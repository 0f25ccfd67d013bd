import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { showChanged } from './show-changed.ts'

test('a thing is shown as it was answered: in pages, in a list, and by itself; others stay', () => {
  const cache = new QueryClient()
  const before = { id: 'p-1', name: 'Payments', version: 1 }
  const other = { id: 'p-2', name: 'Search', version: 4 }
  cache.setQueryData(['listProjects', 'pages', {}], {
    pages: [
      { items: [other], nextCursor: 'c' },
      { items: [{ ...before, keys: 7 }], nextCursor: null },
    ],
    pageParams: [undefined, 'c'],
  })
  cache.setQueryData(['listProjects', { limit: 200 }], { items: [before, other] })
  cache.setQueryData(['listProjects', { thing: 1 }], before)
  showChanged(cache, ['listProjects'], { id: 'p-1', name: 'Billing', version: 2, effective: null } as never)
  const after = { id: 'p-1', name: 'Billing', version: 2 }
  expect(cache.getQueryData(['listProjects', 'pages', {}])).toEqual({
    pages: [
      { items: [other], nextCursor: 'c' },
      { items: [{ ...after, keys: 7 }], nextCursor: null },
    ],
    pageParams: [undefined, 'c'],
  })
  expect(cache.getQueryData(['listProjects', { limit: 200 }])).toEqual({ items: [after, other] })
  expect(cache.getQueryData(['listProjects', { thing: 1 }])).toEqual(after)
})

test('a rung is known by its level, a policy by its scope, and what is not known stays unknown', () => {
  const cache = new QueryClient()
  cache.setQueryData(['listLevels', {}], {
    items: [
      { level: 0, version: 1 },
      { level: 1, version: 1 },
    ],
  })
  showChanged(cache, ['listLevels'], { level: 0, version: 2 } as never)
  expect(cache.getQueryData(['listLevels', {}])).toEqual({
    items: [
      { level: 0, version: 2 },
      { level: 1, version: 1 },
    ],
  })
  const scope = { id: 'p-1', name: 'Payments' }
  cache.setQueryData(['getPolicy', { scopeId: 'p-1' }], { scope, version: 1 })
  cache.setQueryData(['getPolicy', { scopeId: 'p-2' }], { scope: { ...scope, id: 'p-2' }, version: 1 })
  showChanged(cache, ['getPolicy'], { scope, version: 2 } as never)
  expect(cache.getQueryData(['getPolicy', { scopeId: 'p-1' }])).toEqual({ scope, version: 2 })
  expect(cache.getQueryData(['getPolicy', { scopeId: 'p-2' }])).toMatchObject({ version: 1 })
  showChanged(cache, ['getLevel'], { level: 0 })
  expect(cache.getQueryData(['getLevel', {}])).toBeUndefined()
})
