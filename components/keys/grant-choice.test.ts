import { describe, expect, test } from 'vitest'
import {
  accessOf,
  type Catalogue,
  effectiveChoice,
  isFound,
  levelPermissions,
  missing,
  refusal,
  resourceChoices,
  sourceOf,
  withAccess,
} from './grant-choice.ts'

const own = (name: string) => ({ name, description: '', builtIn: false })
const catalogue: Catalogue = {
  permissions: [
    own('charges:read'),
    own('charges:write'),
    own('charges:refund'),
    own('reports:read'),
    own('admin'),
    { name: 'api_key:verify', description: '', builtIn: true },
  ],
  roles: [{ id: 'r-1', name: 'consumer', description: '', permissions: ['reports:read'] }],
  levels: [
    { level: 0, name: 'Zero', description: '', permissions: [] },
    { level: 1, name: 'One', description: '', permissions: ['charges:read'] },
    { level: 2, name: 'Two', description: '', permissions: ['charges:write'] },
  ],
}
const [charges, reports, scopes] = resourceChoices(catalogue.permissions)

describe('permissions are chosen by resource', () => {
  test('reading and writing apart, other actions one by one, what governs Latchwork elsewhere', () => {
    expect(charges).toEqual({
      resource: 'charges',
      read: 'charges:read',
      write: 'charges:write',
      others: ['charges:refund'],
    })
    expect(reports).toEqual({ resource: 'reports', read: 'reports:read', write: null, others: [] })
    expect(resourceChoices(catalogue.permissions)).toHaveLength(3)
  })

  test('scopes of no resource stand together, unless there is a resource of that name', () => {
    expect(scopes).toEqual({ resource: '', read: null, write: null, others: ['admin'] })
    expect(resourceChoices(['read', 'charges', 'charges:read', 'write'].map(own))).toEqual([
      { resource: 'charges', read: 'charges:read', write: null, others: ['charges'] },
      { resource: '', read: null, write: null, others: ['read', 'write'] },
    ])
  })

  test('a resource is found by its name, and by the names and meanings of its permissions', () => {
    const permissions = [
      { name: 'line_items:refund', description: 'Give Money back', builtIn: false },
      { name: 'plots', description: 'Draw', builtIn: false },
    ]
    const found = (text: string) =>
      resourceChoices(permissions)
        .filter((choice) => isFound(choice, permissions, text))
        .map(({ resource }) => resource)
    for (const text of ['line i', 'ITEMS:refund', ' money '])
      expect(found(text), text).toEqual(['line_items'])
    expect(found('plot')).toEqual([''])
    expect(found('')).toEqual(['line_items', ''])
    expect(found('nothing of it')).toEqual([])
  })

  test('writing includes reading, and none takes both away and nothing else', () => {
    if (!charges) throw new Error('no charges')
    expect(withAccess(charges, ['admin'], 'write')).toEqual(['admin', 'charges:read', 'charges:write'])
    expect(withAccess(charges, ['charges:read', 'charges:write', 'charges:refund'], 'none')).toEqual([
      'charges:refund',
    ])
    expect(accessOf(charges, ['charges:write'])).toBe('write')
    expect(accessOf(charges, ['charges:refund'])).toBe('none')
  })
})

test('the effective set joins permissions, role and every rung up to the level', () => {
  expect(effectiveChoice({ permissions: ['admin'], role: 'r-1', level: '2' }, catalogue)).toEqual([
    'admin',
    'charges:read',
    'charges:write',
    'reports:read',
  ])
  expect(effectiveChoice({ permissions: [], role: '', level: '' }, catalogue)).toEqual([])
  expect(levelPermissions(1, catalogue.levels)).toEqual(['charges:read'])
})

test('what its maker lacks is named', () => {
  const held = new Set(['charges:read', 'api_key:read:any'])
  expect(missing(['api_key:read:own', 'charges:read', 'charges:write'], held)).toEqual(['charges:write'])
  expect(refusal(['charges:read'], held)).toBeNull()
  expect(refusal(['charges:write', 'reports:read', 'admin'], held)).toBe(
    'You do not hold charges:write and 2 more',
  )
})

test('a permission is traced to the most direct part of the grant that gives it', () => {
  const grant = { permissions: ['admin'], role: { id: 'r-1', name: 'consumer' }, level: 2 }
  expect(sourceOf('admin', grant, catalogue)).toBe('directly')
  expect(sourceOf('reports:read', grant, catalogue)).toBe('role consumer')
  expect(sourceOf('charges:read', grant, catalogue)).toBe('level 1')
  expect(sourceOf('charges:refund', grant, catalogue)).toBe('')
})
