import { expect, test } from 'vitest'
import { together } from './together.ts'

const at = (seconds: number) => new Date(Date.parse('2026-11-28T12:00:00Z') + seconds * 1000).toISOString()
const notice = (type: string, seconds: number, urgent = false) => ({ type, at: at(seconds), urgent })
const sizes = (list: readonly ReturnType<typeof notice>[]) => together(list).map((run) => run.length)

test('what came of one act stands together, from four on', () => {
  const revoked = (count: number) => Array.from({ length: count }, (_, n) => notice('key.revoked', -n))
  expect(sizes(revoked(50))).toEqual([50])
  expect(sizes(revoked(4))).toEqual([4])
  expect(sizes(revoked(3))).toEqual([1, 1, 1])
  expect(sizes([])).toEqual([])
})

test('another type, a pause or urgency parts it', () => {
  const four = Array.from({ length: 4 }, (_, n) => notice('key.revoked', -n))
  expect(sizes([...four, notice('key.created', -5), ...four])).toEqual([4, 1, 4])
  expect(sizes([...four, ...four.map((one) => ({ ...one, at: at(-200) }))])).toEqual([4, 4])
  expect(sizes(four.map((one) => ({ ...one, urgent: true })))).toEqual([1, 1, 1, 1])
})
