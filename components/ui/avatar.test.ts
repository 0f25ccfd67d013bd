import { expect, test } from 'vitest'
import { initials } from './avatar.tsx'

test('initials are the first letter or digit of the first and the last word, whatever marks stand before them', () => {
  const made = [
    'Ada Lindqvist',
    'payments-api',
    'x',
    'O’Brien <b>x</b>',
    '“Grace” (ops)',
    'Person 9',
    'Élise É',
  ]
  expect(made.map(initials)).toEqual(['AL', 'PA', 'X', 'OB', 'GO', 'P9', 'ÉÉ'])
  expect(['', '<>', '*** Mia ***'].map(initials)).toEqual(['', '', 'M'])
})
