import { expect, test } from 'vitest'
import type { Me } from '#lib/client/me.ts'
import { rolePermissions } from '#lib/contracts/permissions.ts'
import { bulkWords, offeredActions } from './bulk-words.ts'

const as = (role: 'OWNER' | 'MEMBER' | 'VIEWER') =>
  ({ permissions: [...rolePermissions(role, [])] }) as unknown as Me

test('only what one may do is offered', () => {
  expect(offeredActions(as('OWNER'))).toEqual(['enable', 'disable', 'expire', 'narrow', 'transfer', 'revoke'])
  expect(offeredActions(as('MEMBER'))).toEqual(['enable', 'disable', 'expire', 'narrow', 'revoke'])
  expect(offeredActions(as('VIEWER'))).toEqual([])
  expect(offeredActions(undefined)).toEqual([])
})

test('what is typed to revoke names how many', () => {
  expect(bulkWords('revoke', 1)).toMatchObject({
    noun: '1 key',
    question: 'Revoke 1 key?',
    done: '1 key revoked',
  })
  expect(bulkWords('revoke', 1200).noun).toBe('1,200 keys')
})
