import { expect, test } from 'vitest'
import { rolePermissions } from '#lib/contracts/permissions.ts'
import { type Me, mayCreate, mayForOthers, mayOnKey } from './me.ts'

const as = (role: 'OWNER' | 'MEMBER' | 'VIEWER') =>
  ({ user: { id: 'u-1' }, permissions: [...rolePermissions(role, ['data:read'])] }) as unknown as Me

test('what is offered follows :own and :any', () => {
  expect(mayOnKey(as('OWNER'), 'delete', 'u-2')).toBe(true)
  expect(mayOnKey(as('MEMBER'), 'update', 'u-1')).toBe(true)
  expect(mayOnKey(as('MEMBER'), 'update', 'u-2')).toBe(false)
  expect(mayOnKey(as('VIEWER'), 'rotate', 'u-1')).toBe(false)
  expect(mayOnKey(undefined, 'read', 'u-1')).toBe(false)
})

test('a viewer is offered no key to make, a member only their own', () => {
  expect(mayCreate(as('VIEWER'))).toBe(false)
  expect(mayCreate(as('MEMBER'))).toBe(true)
  expect(mayForOthers(as('MEMBER'), 'create')).toBe(false)
  expect(mayForOthers(as('OWNER'), 'update')).toBe(true)
})
