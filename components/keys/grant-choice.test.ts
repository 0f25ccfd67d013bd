import { describe, expect, test } from 'vitest'
import {
  accessOf,
  type Catalogue,
  effectiveChoice,
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
const [charges, reports, admin] = resourceChoices(catalogue.permissions)

describe('permissions are chosen by resource', () => {
  test('reading and writing apart, other actions one by one, what governs Latchwork elsewhere', () => {
    expect(charges).toEqual({
      resource: 'charges',
      read: 'charges:read',
      write: 'charges:write',
      others: ['charges:refund'],
    })
    expect(reports).toEqual({ resource: 'reports', read: 'reports:read', write: null, others: [] })
    expect(admin).toEqual({ resource: 'admin', read: null, write: null, others: ['admin'] })
    expect(resourceChoices(catalogue.permissions)).toHaveLength(3)
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
