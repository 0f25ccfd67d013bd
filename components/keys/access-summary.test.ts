import { expect, test } from 'vitest'
import { accessSummary } from './access-summary.ts'

const grant = (permissions: string[], role: string | null = null, level: number | null = null) =>
  accessSummary({ permissions, role: role === null ? null : { name: role }, level })

test('explicit permissions show the strongest right of the first resource, and count the others', () => {
  expect(grant(['charges:read'])).toBe('Charges: read')
  expect(grant(['charges:read', 'charges:write'])).toBe('Charges: write')
  expect(grant(['charges:write', 'charges:read', 'refunds:read', 'line_items:read'])).toBe(
    'Charges: write +2',
  )
  expect(grant(['line_items:export'])).toBe('Line items: export')
  expect(grant(['api_key:read:own'])).toBe('Api key: read own')
  expect(grant(['admin'])).toBe('Admin')
})

test('a role or a level comes first, and what is beside it is counted', () => {
  expect(grant([], 'consumer')).toBe('Role: consumer')
  expect(grant(['charges:read', 'charges:write'], 'consumer', 2)).toBe('Role: consumer +2')
  expect(grant([], null, 3)).toBe('Level 3')
  expect(grant([], null, 0)).toBe('Level 0')
  expect(grant(['charges:read'], null, 3)).toBe('Level 3 +1')
})

test('no grant says so', () => {
  expect(grant([])).toBe('Nothing yet')
})
