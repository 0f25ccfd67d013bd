import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeTicks } from './chart-ticks.ts'

/** A word under each of these bars, and under no other. */
const wordsAt = (bars: number, words: Readonly<Record<number, string>>) =>
  Array.from({ length: bars }, (_, index) => words[index])

test('on a phone, the word before the last gives way where the two would touch; a desk has room for both', () => {
  const clocks = { 5: '12:00', 11: '18:00', 17: '00:00', 23: '06:00', 29: '12:00', 35: '18:00' }
  const ticks = placeTicks(wordsAt(36, clocks))
  expect(ticks.filter((tick) => tick.narrow).map((tick) => tick.index)).toEqual([5, 11, 17, 23, 35])
  expect(ticks.filter((tick) => tick.roomy).map((tick) => tick.index)).toEqual([5, 11, 17, 23, 29, 35])
})

test('a word under one of the last bars ends at its bar, any other begins there', () => {
  const [first, late, last] = placeTicks(wordsAt(100, { 0: 'Mon', 80: 'Tue', 88: 'Wed' }))
  expect(first).toMatchObject({ atEnd: false, x: 0.15 })
  expect(late).toMatchObject({ atEnd: false, x: 80.15 })
  expect(last).toMatchObject({ atEnd: true, x: 88.85 })
})

test('no two words of a width touch, whatever they are, and the last always stands', () => {
  const texts = fc.array(fc.option(fc.stringMatching(/^[a-z]{1,6}$/), { nil: undefined }), { maxLength: 200 })
  fc.assert(
    fc.property(texts, (words) => {
      const ticks = placeTicks(words)
      const last = words.findLastIndex((word) => word !== undefined)
      if (last >= 0) expect(ticks.at(-1)).toMatchObject({ index: last, narrow: true, roomy: true })
      for (const [size, width] of [
        ['narrow', 288],
        ['roomy', 560],
      ] as const) {
        let free = Number.NEGATIVE_INFINITY
        for (const { text, x, atEnd, ...shown } of ticks) {
          if (!shown[size]) continue
          const begins = (x / 100) * width - (atEnd ? text.length * 6.6 : 0)
          expect(begins).toBeGreaterThan(free)
          free = begins + text.length * 6.6
        }
      }
    }),
  )
})

test('bars without words have none', () => {
  expect(placeTicks([])).toEqual([])
  expect(placeTicks([undefined, undefined])).toEqual([])
})
