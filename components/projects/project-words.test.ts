import { expect, test } from 'vitest'
import { archiveWords, asksName } from './project-words.ts'

const stops = { keys: 5, working: 3, used: 2, verifications: 40, lastUsedAt: null, last: false }

test('before a project is archived it is said how many keys stop, and whether anything runs with them', () => {
  expect(archiveWords(stops)).toBe(
    '3 keys are refused at once, on every node. 2 were used in the last 7 days: whatever runs with them stops.',
  )
  expect(archiveWords({ ...stops, working: 1, used: 1 })).toBe(
    '1 key is refused at once, on every node. 1 was used in the last 7 days: whatever runs with it stops.',
  )
  expect(archiveWords({ ...stops, used: 0 })).toBe(
    '3 keys are refused at once, on every node. None was used in the last 7 days.',
  )
  expect(archiveWords({ ...stops, working: 0 })).toBe('None of its keys works, and it makes no more.')
})

test('where something runs with the keys of a project, or that is not known, its name is asked', () => {
  expect(asksName(stops)).toBe(true)
  expect(asksName(undefined)).toBe(true)
  expect(asksName({ ...stops, used: 0 })).toBe(false)
  expect(asksName({ ...stops, working: 0 })).toBe(false)
})
