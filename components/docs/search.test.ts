import { expect, test } from 'vitest'
import { searchEntries } from './search.ts'

const entries = [
  { href: '/list', title: 'List keys', hint: 'GET /api/v1/keys', words: 'cursor status' },
  { href: '/create', title: 'Create a key', hint: 'POST /api/v1/keys', words: 'name expiresAt ipAllowlist' },
  {
    href: '/rotate',
    title: 'Rotate a key’s secret',
    hint: 'POST /api/v1/keys/{keyId}/rotate',
    words: 'grace',
  },
  { href: '/limits', title: 'Rate limits', hint: 'Guide', words: '429 retry-after key' },
]
const found = (text: string) => searchEntries(entries, text).map(({ href }) => href)

test('every word must be somewhere', () => {
  expect(found('key grace')).toEqual(['/rotate'])
  expect(found('key nothing')).toEqual([])
})

test('a title counts for more than a path, and a path for more than a field', () => {
  expect(found('key')).toEqual(['/list', '/create', '/rotate', '/limits'])
  expect(found('rotate')).toEqual(['/rotate'])
  expect(found('POST')).toEqual(['/create', '/rotate'])
})

test('fields are found whatever their case', () => {
  expect(found('IPALLOW')).toEqual(['/create'])
})

test('no words find nothing', () => {
  expect(found('   ')).toEqual([])
})
