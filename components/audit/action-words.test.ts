import { expect, test } from 'vitest'
import { auditActions } from '#lib/contracts/audit-actions.ts'
import { actionWords, chosenActions, nounsOf, nounWords } from './action-words.ts'

test('every action that there is has words of its own', () => {
  for (const action of auditActions) expect(actionWords(action)).not.toBe(action.replaceAll(/[._]/g, ' '))
  expect(actionWords('kettle.put_on')).toBe('kettle put on')
})

test('a choice of actions is told in few words', () => {
  expect(chosenActions([])).toBeNull()
  expect(chosenActions(['key.'])).toBe('Keys')
  expect(chosenActions(['key.rotate'])).toBe('rotated a key')
  expect(chosenActions(['key.', 'session.'])).toBe('2 chosen')
  expect(nounsOf(['key.create', 'key.update', 'session.end'])).toEqual(['key.', 'session.'])
  expect(nounWords('service_account.')).toBe('Service accounts')
})
