import { expect, test } from 'vitest'
import {
  type Catalogue,
  effectiveChoice,
  levelPermissions,
  missing,
  refusal,
  sourceOf,
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
