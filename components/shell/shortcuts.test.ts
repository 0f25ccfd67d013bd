import { expect, test } from 'vitest'
import { chordOf, hear, printedKeys, type Shortcut } from './shortcuts.ts'

const shortcut = (keys: string, label = keys): Shortcut => ({
  keys,
  label,
  group: 'Test',
  run: () => undefined,
})
const all = [shortcut('c'), shortcut('/'), shortcut('g k'), shortcut('g u'), shortcut('mod+k')]
const none = { metaKey: false, ctrlKey: false, altKey: false }

test('one key runs its shortcut', () => {
  expect(hear(all, '', 'c').match?.keys).toBe('c')
})

test('a sequence runs when its last key is pressed', () => {
  const first = hear(all, '', 'g')
  expect(first).toEqual({ match: null, pending: 'g' })
  expect(hear(all, first.pending, 'k').match?.keys).toBe('g k')
})

test('a key that completes no sequence is heard by itself', () => {
  expect(hear(all, 'g', 'c').match?.keys).toBe('c')
  expect(hear(all, 'g', 'g')).toEqual({ match: null, pending: 'g' })
  expect(hear(all, 'g', 'x')).toEqual({ match: null, pending: '' })
})

test('the page on screen overrides the shell', () => {
  expect(hear([...all, shortcut('c', 'Create a project')], '', 'c').match?.label).toBe('Create a project')
})

test('Command and Control count as one modifier, Alt types letters and is none', () => {
  expect(chordOf({ ...none, key: 'K', metaKey: true })).toBe('mod+k')
  expect(chordOf({ ...none, key: 'k', ctrlKey: true })).toBe('mod+k')
  expect(chordOf({ ...none, key: 'k', altKey: true })).toBeNull()
  expect(chordOf({ ...none, key: 'Shift' })).toBeNull()
  expect(chordOf({ ...none, key: '?' })).toBe('?')
})

test('keys are printed as they stand on the keyboard', () => {
  expect(printedKeys('mod+k', true)).toBe('⌘K')
  expect(printedKeys('mod+k', false)).toBe('Ctrl K')
  expect(printedKeys('g k', true)).toBe('g k')
})
