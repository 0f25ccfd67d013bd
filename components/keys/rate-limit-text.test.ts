import { expect, test } from 'vitest'
import { rateLimitText, windowOptions, windowText } from './rate-limit-text.ts'

test('a window reads in its largest whole unit', () => {
  expect(windowText(1)).toBe('1 s')
  expect(windowText(90)).toBe('90 s')
  expect(windowText(300)).toBe('5 min')
  expect(windowText(7200)).toBe('2 h')
  expect(windowText(2_592_000)).toBe('30 d')
  expect(rateLimitText({ limit: 2_000_000, window: 86_400 })).toBe('2,000,000 / 1 d')
})

test('a window that is none of the usual stays a choice', () => {
  expect(windowOptions(60)).toHaveLength(5)
  expect(windowOptions(90)[0]).toEqual({ value: '90', label: 'per 90 s' })
})
