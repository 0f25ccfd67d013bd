import { expect, test } from 'vitest'
import { rotateKey } from '#lib/contracts/keys.ts'
import { customGrace, graceSeconds } from './grace.ts'

test('a grace is at most a day, and never guessed from what is no number', () => {
  expect(customGrace('240')).toBe(14_400)
  expect(customGrace(' 1440 ')).toBe(86_400)
  for (const wrong of ['', '0', '1441', '-5', '1.5', '1e3', 'soon']) expect(customGrace(wrong)).toBeNull()
})

test('every choice is one the contract takes', () => {
  for (const choice of ['none', '1h', '24h', 'custom'] as const)
    expect(rotateKey.body?.safeParse({ graceSeconds: graceSeconds(choice, 14_400) }).success).toBe(true)
  expect(graceSeconds('none', null)).toBe(0)
})
