import { expect, test } from 'vitest'
import { byName } from './by-name.ts'

test('names with numbers stand in the order of the numbers, whatever their case', () => {
  const names = ['role 10', 'Writer', 'role 2', 'reader', 'Role 1']
  expect(byName(names.map((name) => ({ name }))).map(({ name }) => name)).toEqual([
    'reader',
    'Role 1',
    'role 2',
    'role 10',
    'Writer',
  ])
})
