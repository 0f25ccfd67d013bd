import { expect, test } from 'vitest'
import { createParsers, prefilled } from './create-prefill.ts'
import { newKeyValues } from './key-form.ts'

const fresh = newKeyValues({ id: 'p-1', defaultLifetime: 90 * 86_400 })
const nothing = { name: null, description: null, permissions: null, role: null, level: null, expires: null }
const roles = [{ id: 'r-1', name: 'reader' }]

test('an address fills what it names and leaves the rest as it was', () => {
  expect(prefilled(fresh, nothing, roles)).toEqual(fresh)
  expect(
    prefilled(
      fresh,
      {
        ...nothing,
        name: 'CI',
        permissions: ['data:read', 'data:read'],
        role: 'reader',
        level: 2,
        expires: '30d',
      },
      roles,
    ),
  ).toEqual({
    ...fresh,
    name: 'CI',
    permissions: ['data:read'],
    role: 'r-1',
    level: '2',
    expiry: { kind: 'days', days: 30 },
  })
  expect(prefilled(fresh, { ...nothing, expires: 'never' }, roles).expiry).toEqual({ kind: 'never' })
  const ownerId = '0198c0de-0000-7000-8000-000000000001'
  expect(prefilled(fresh, { ...nothing, ownerId }, roles)).toEqual({ ...fresh, ownerId })
})

test('nonsense in an address is left out', () => {
  expect(prefilled(fresh, { ...nothing, role: 'root', level: 99, expires: '-1' }, roles)).toEqual(fresh)
  expect(prefilled(fresh, { ...nothing, expires: '9999999' }, roles)).toEqual(fresh)
  expect(prefilled(fresh, { ...nothing, ownerId: 'me' }, roles)).toEqual(fresh)
})

test('create=1 and create=true both open the dialog', () => {
  expect(createParsers.create.parse('true')).toBe(true)
  expect(createParsers.create.parse('1')).toBe(true)
})
