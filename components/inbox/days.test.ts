import { expect, test } from 'vitest'
import { byDay } from './days.ts'

const now = new Date(2027, 2, 29, 0, 30).getTime()
const at = (...parts: [number, number, number, number, number]) => ({ at: new Date(...parts).toISOString() })

test('notices stand under the day on which they came, by the calendar of whoever looks', () => {
  const items = [
    at(2027, 2, 29, 0, 10),
    at(2027, 2, 28, 23, 50),
    at(2027, 2, 28, 1, 0),
    at(2027, 2, 25, 12, 0),
    at(2027, 2, 22, 12, 0),
    at(2026, 10, 12, 12, 0),
  ]
  expect(byDay(items, now).map(({ title, items: some }) => [title, some.length])).toEqual([
    ['Today', 1],
    ['Yesterday', 2],
    ['Thursday', 1],
    ['22 March', 1],
    ['12 November 2026', 1],
  ])
})

test('a clock that is behind makes nothing of it come tomorrow', () => {
  expect(byDay([at(2027, 2, 30, 9, 0)], now)).toMatchObject([{ title: 'Today' }])
})
