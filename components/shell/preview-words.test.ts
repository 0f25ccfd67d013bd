import { describe, expect, test } from 'vitest'
import { keysText, previewLines, previewWords } from './preview-words.ts'

const permission = (name: string, gaining: number, losing: number) => ({ name, gaining, losing })

describe('what a change does to keys', () => {
  test('names the one permission that changes', () => {
    const one = permission('invoices:write', 12, 0)
    expect(previewWords({ keys: 12, gaining: 12, losing: 0, permissions: [one] })).toBe(
      '12 keys gain invoices:write',
    )
    const lost = permission('invoices:write', 0, 1)
    expect(previewWords({ keys: 1, gaining: 0, losing: 1, permissions: [lost] })).toBe(
      '1 key loses invoices:write',
    )
  })

  test('counts those that gain and those that lose where it is several', () => {
    const permissions = [permission('a:read', 3, 0), permission('b:read', 0, 1)]
    expect(previewWords({ keys: 4, gaining: 3, losing: 1, permissions })).toBe(
      '3 keys gain something, 1 loses something',
    )
    expect(previewLines({ permissions })).toEqual([
      { name: 'a:read', gained: true, keys: 3 },
      { name: 'b:read', gained: false, keys: 1 },
    ])
  })

  test('says so where nobody notices, and where the server stopped counting', () => {
    expect(previewWords({ keys: 0, gaining: 0, losing: 0, permissions: [] })).toBe('No key will notice')
    expect(keysText(10_000)).toBe('10,000+ keys')
  })
})
