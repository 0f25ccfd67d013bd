import { expect, test } from 'vitest'
import { isFiltered, type ListState, listParsers, listQuery, noFilter } from './list-state.ts'

const now = Date.parse('2026-11-21T12:34:56Z')
const plain: ListState = { ...noFilter, sort: '-createdAt' }
const owner = '0193b0f4-1111-7000-8000-000000000001'

test('an address without filters asks for the newest keys', () => {
  expect(listQuery(plain, null, now)).toEqual({ sort: '-createdAt' })
  expect(isFiltered(plain)).toBe(false)
})

test('every filter reaches the query, in the chosen project', () => {
  const state: ListState = {
    q: '  check ',
    status: ['active', 'expiring'],
    owner,
    permission: 'charges:read',
    unused: '30d',
    ends: '7d',
    excess: true,
    sort: 'name',
  }
  expect(listQuery(state, 'p-1', now)).toEqual({
    sort: 'name',
    q: 'check',
    status: ['active', 'expiring'],
    owner,
    permission: 'charges:read',
    unusedSince: '2026-10-22T12:00:00.000Z',
    expiresBefore: '2026-11-28T13:00:00.000Z',
    excess: true,
    project: 'p-1',
  })
  expect(listQuery({ ...plain, unused: 'never' }, null, now)).toEqual({ sort: '-createdAt', neverUsed: true })
  expect(listQuery({ ...plain, unused: 'idle' }, null, now)).toEqual({
    ...listQuery({ ...plain, unused: '90d' }, null, now),
    neverUsed: false,
  })
  expect(listQuery({ ...plain, ends: 'never' }, null, now)).toEqual({
    sort: '-createdAt',
    neverExpires: true,
  })
  expect(isFiltered(state)).toBe(true)
  expect(isFiltered({ ...plain, ends: 'never' })).toBe(true)
})

test('the same question is asked for a whole hour', () => {
  expect(listQuery({ ...plain, unused: '90d' }, null, now)).toEqual(
    listQuery({ ...plain, unused: '90d' }, null, now + 60_000),
  )
})

test('an address that says nonsense is read as far as it makes sense', () => {
  expect(listParsers.status.parse('active,nonsense')).toEqual(['active'])
  expect(listParsers.sort.parse('drop table')).toBeNull()
  expect(listQuery({ ...plain, owner: 'nobody' }, null, now)).toEqual({ sort: '-createdAt' })
})
