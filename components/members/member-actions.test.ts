import { expect, test } from 'vitest'
import type { Me } from '#lib/client/me.ts'
import type { Member } from '#lib/contracts/members.ts'
import type { MemberRole } from '#lib/contracts/permissions.ts'
import { memberActions } from './member-actions.ts'

const me = (role: MemberRole) => ({ role, user: { id: 'me' } }) as Me
const member = (role: MemberRole, id = 'other') => ({ id, role }) as Member

test('nobody is offered to change who is above them, and viewers and members nothing but to leave', () => {
  expect(memberActions(me('ADMIN'), member('OWNER'))).toEqual([])
  expect(memberActions(me('ADMIN'), member('ADMIN'))).toEqual(['edit', 'remove'])
  for (const role of ['MEMBER', 'VIEWER'] as const) {
    expect(memberActions(me(role), member('VIEWER'))).toEqual([])
    expect(memberActions(me(role), member(role, 'me'))).toEqual(['leave'])
  }
})

test('an owner hands the organization to whoever is none, and nobody removes themselves', () => {
  expect(memberActions(me('OWNER'), member('MEMBER'))).toEqual(['edit', 'transfer', 'remove'])
  expect(memberActions(me('OWNER'), member('OWNER'))).toEqual(['edit', 'remove'])
  expect(memberActions(me('OWNER'), member('OWNER', 'me'))).toEqual(['edit', 'leave'])
  expect(memberActions(undefined, member('VIEWER'))).toEqual([])
})
