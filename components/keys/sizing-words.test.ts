import { expect, test } from 'vitest'
import { sizingWords } from './sizing-words.ts'

const permissions = (...used: boolean[]) =>
  used.map((one, at) => ({ name: `orders:p${at}`, used: one, lastUsedAt: null }))

test('says how much of what is held was used', () => {
  const say = (...used: boolean[]) =>
    sizingWords({ days: 90, observed: true, permissions: permissions(...used) }).verdict
  expect(say(true, false, false)).toBe('It used 1 of the 3 permissions it holds.')
  expect(say(true, true)).toBe('It uses all it holds.')
  expect(say(false, false)).toBe('Nothing was asked of this key in 90 days.')
})

test('warns of a key that is too young to be judged', () => {
  const note = (observed: boolean) =>
    sizingWords({ days: 30, observed, permissions: permissions(true, false) }).note
  expect(note(false)).toMatch(/younger than 30 days/)
  expect(note(true)).not.toMatch(/younger/)
})
