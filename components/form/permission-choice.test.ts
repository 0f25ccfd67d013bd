import { describe, expect, test } from 'vitest'
import { accessOf, isFound, resourceChoices, withAccess } from './permission-choice.ts'

const own = (name: string) => ({ name, description: '', builtIn: false })
const permissions = [
  own('charges:read'),
  own('charges:write'),
  own('charges:refund'),
  own('reports:read'),
  own('admin'),
  { name: 'api_key:verify', description: '', builtIn: true },
]
const [charges, reports, scopes] = resourceChoices(permissions)

describe('permissions are chosen by resource', () => {
  test('reading and writing apart, other actions one by one, what governs Latchwork elsewhere', () => {
    expect(charges).toEqual({
      resource: 'charges',
      read: 'charges:read',
      write: 'charges:write',
      others: ['charges:refund'],
    })
    expect(reports).toEqual({ resource: 'reports', read: 'reports:read', write: null, others: [] })
    expect(resourceChoices(permissions)).toHaveLength(3)
  })

  test('scopes of no resource stand together, unless there is a resource of that name', () => {
    expect(scopes).toEqual({ resource: '', read: null, write: null, others: ['admin'] })
    expect(resourceChoices(['read', 'charges', 'charges:read', 'write'].map(own))).toEqual([
      { resource: 'charges', read: 'charges:read', write: null, others: ['charges'] },
      { resource: '', read: null, write: null, others: ['read', 'write'] },
    ])
  })

  test('a resource is found by its name, and by the names and meanings of its permissions', () => {
    const two = [
      { name: 'line_items:refund', description: 'Give Money back', builtIn: false },
      { name: 'plots', description: 'Draw', builtIn: false },
    ]
    const found = (text: string) =>
      resourceChoices(two)
        .filter((choice) => isFound(choice, two, text))
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
