import { expect, test } from 'vitest'
import { callsText, choiceText, endings, outcomeText } from './removal-words.ts'

const ada = { type: 'user' as const, id: 'a', name: 'Ada' }

test('what will happen is said in numbers that agree', () => {
  expect(outcomeText({ choice: { action: 'transfer', owner: ada }, keys: 1, used: 1 }, '')).toBe(
    '1 key goes to Ada',
  )
  expect(outcomeText({ choice: { action: 'convert' }, keys: 2, used: 0 }, 'Jobs')).toBe(
    '2 keys go to the new service account “Jobs”',
  )
  const revoked = (keys: number, used: number) =>
    outcomeText({ choice: { action: 'revoke' }, keys, used }, '')
  expect(revoked(3, 0)).toBe('3 keys are revoked for good')
  expect(revoked(1, 1)).toBe('1 key is revoked for good, and it was used in the last 7 days')
  expect(revoked(1200, 2)).toBe('1,200 keys are revoked for good, 2 of them used in the last 7 days')
  expect(revoked(2, 2)).toBe('2 keys are revoked for good, all of them used in the last 7 days')
})

test('a choice is said in a word or two', () => {
  expect(choiceText({ action: 'transfer', owner: ada })).toBe('to Ada')
  expect(choiceText({ action: 'transfer', owner: null })).toBe('transfer')
  expect(callsText(0)).toBe('no calls')
  expect(callsText(1)).toBe('1 call')
})

test('what ends besides is told where there is any', () => {
  expect(endings({ sessions: 0, invitations: 0, handovers: 0 })).toEqual([])
  expect(endings({ sessions: 2, invitations: 1, handovers: 3 })).toEqual([
    '2 sessions end at once',
    '1 invitation of theirs is withdrawn',
    '3 one-time links to secrets are withdrawn',
  ])
})
