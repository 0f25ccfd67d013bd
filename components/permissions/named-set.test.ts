import { describe, expect, test } from 'vitest'
import { changedSet, copyName, mergedNames, namedSet, setChanges, setFieldFor } from './named-set.ts'

const role = { name: 'reader', description: 'Reads', permissions: ['data:read', 'files:read'] }

describe('an edit of a role', () => {
  test('sends what differs and nothing else, whatever the order of the permissions', () => {
    const same = { name: 'reader', description: 'Reads', permissions: ['files:read', 'data:read'] }
    expect(changedSet(same, role)).toEqual({})
    expect(changedSet({ ...same, name: 'looker' }, role)).toEqual({ name: 'looker' })
    expect(changedSet({ ...same, permissions: ['data:read'] }, role)).toEqual({ permissions: ['data:read'] })
  })

  test('tells of another’s edit what it took away and what it added', () => {
    expect(setChanges(role, { ...role, permissions: ['data:read', 'data:write'] })).toEqual([
      { field: 'Permissions', before: 'files:read', after: 'data:write' },
    ])
    expect(setChanges(role, { ...role, description: 'Looks', permissions: ['data:read'] })).toEqual([
      { field: 'Description', before: 'Reads', after: 'Looks' },
      { field: 'Permissions', before: 'files:read', after: 'none added' },
    ])
    expect(setChanges(role, role)).toEqual([])
  })

  test('has a place for what the contract refuses, and a word for a name that is missing', () => {
    expect(setFieldFor('permissions.3')).toBe('permissions')
    expect(setFieldFor('name')).toBe('name')
    const empty = namedSet.safeParse({ name: ' ', description: '', permissions: [] })
    expect(empty.error?.issues[0]?.message).toBe('Give it a name')
  })
})

test('one’s changes on top of another’s undo none of theirs', () => {
  expect(mergedNames(['a', 'c'], ['a', 'b'], ['a', 'b', 'd'])).toEqual(['a', 'd', 'c'])
  expect(mergedNames(['a', 'b', 'c'], ['a', 'b'], ['b', 'c'])).toEqual(['b', 'c'])
  expect(mergedNames(['a'], ['a'], [])).toEqual([])
})

test('a copy has a name that is free and not too long', () => {
  expect(copyName('reader', new Set(['reader']))).toBe('reader copy')
  expect(copyName('reader', new Set(['reader', 'reader copy']))).toBe('reader copy 2')
  expect(copyName('x'.repeat(100), new Set())).toHaveLength(100)
})
