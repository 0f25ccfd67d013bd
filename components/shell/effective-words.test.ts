import { expect, test } from 'vitest'
import { effectiveWords } from './effective-words.ts'

const effective = { nodes: 2, ms: 5.6, unconfirmed: [], staleSeconds: 0 }
const node = (name: string) => ({ id: name, name })

test('a change that every node has confirmed says since when it holds', () => {
  expect(effectiveWords(effective)).toEqual({
    confirmed: true,
    text: 'Refused everywhere since 6 ms after the change.',
  })
  expect(effectiveWords({ ...effective, ms: 0.2 })?.text).toBe(
    'Refused everywhere since 1 ms after the change.',
  )
  expect(effectiveWords({ ...effective, ms: 2044 })?.text).toBe(
    'Refused everywhere since 2.0 s after the change.',
  )
  expect(effectiveWords({ ...effective, nodes: 0, ms: 0 })?.text).toBe('Refused everywhere, at once.')
})

test('a node that has not confirmed it is named, and nothing is said to hold everywhere', () => {
  const one = effectiveWords({ ...effective, unconfirmed: [node('gate-2')] })
  expect(one?.confirmed).toBe(false)
  expect(one?.text).toMatch(
    /^The change is saved, but gate-2 has not confirmed it .* until it does, or its lease ends/,
  )
  const many = effectiveWords({ ...effective, unconfirmed: ['a', 'b', 'c', 'd'].map(node) })
  expect(many?.text).toContain('a, b and 2 more nodes have not confirmed it')
  for (const words of [one, many]) expect(words?.text).not.toContain('Refused everywhere')
})

test('an organization that lets keys outlive the database is told so, each time', () => {
  const text = 'for up to 30 seconds, as your organization has chosen.'
  expect(effectiveWords({ ...effective, staleSeconds: 30 })?.text).toContain(text)
  expect(effectiveWords({ ...effective, staleSeconds: 30, unconfirmed: [node('a')] })?.text).toContain(text)
})

test('an answer that does not say is told nothing of', () => {
  expect(effectiveWords(undefined)).toBeNull()
})
