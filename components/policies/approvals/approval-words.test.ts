import { expect, test } from 'vitest'
import { wantedText } from '#components/shell/wanted-text.ts'
import type { Approval } from '#lib/contracts/approvals.ts'
import { approvalStates } from '#lib/contracts/approvals.ts'
import { outcomeText, stateNames, statesOf, wishNames } from './approval-words.ts'

test('each state is in one of the two views, and has a name', () => {
  expect([...statesOf.open, ...statesOf.over].sort()).toEqual([...approvalStates].sort())
  for (const state of approvalStates) expect(stateNames[state]).not.toBe('')
})

test('what was asked for is said by name, role and level', () => {
  const role = { id: '0193b0f1-0b77-7c19-8a55-61f0c4d9e382', name: 'writer' }
  expect(wantedText({ permissions: ['billing:write'], role, level: 0 })).toBe(
    'billing:write, the role writer, level 0',
  )
  expect(wantedText({ permissions: ['a:x', 'b:x'], role: null, level: null })).toBe('a:x, b:x')
  // After the name of the key, which may be anything.
  expect(`Wants write ${wishNames.pending} data:write`).toBe('Wants write asks for data:write')
})

test('a decision is told with whoever made it and what they said', () => {
  const said = (more: Partial<Approval>) =>
    outcomeText({ state: 'declined', decidedBy: { id: 'x', name: 'Ada' }, answer: null, ...more } as Approval)
  expect(said({})).toBe('Ada declined it.')
  expect(said({ answer: 'Not now' })).toBe('Ada declined it: “Not now”')
  expect(said({ state: 'lapsed' })).toContain('revoked')
  expect(said({ state: 'pending' })).toBeNull()
})
