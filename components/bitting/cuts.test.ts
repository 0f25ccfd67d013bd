import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bow, bowCount, cutCount, cuts, depths } from './cuts.ts'

const uuidV7 = (index: number) =>
  `019aa7c0-${(index >>> 8).toString(16).padStart(4, '0')}-7000-8000-${index.toString(16).padStart(12, '0')}`

test('the same key is always drawn the same', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(500), (id, generation) => {
      expect(cuts(id, generation)).toEqual(cuts(id, generation))
    }),
  )
  expect(cuts('019aa7c0-0000-7000-8000-000000000001', 0)).toEqual([0, 4, 2, 1, 6, 0, 3, 0])
})

test('every cut lies on the blade', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(10_000), (id, generation) => {
      const blade = cuts(id, generation)
      expect(blade).toHaveLength(cutCount)
      for (const depth of blade) {
        expect(Number.isInteger(depth) && depth >= 0 && depth < depths).toBe(true)
      }
      expect(bow(id)).toBeLessThan(bowCount)
    }),
  )
})

test('a rotated key is cut anew at every place', () => {
  for (let index = 0; index < 200; index++) {
    const id = uuidV7(index)
    for (let generation = 0; generation < 60; generation++) {
      const before = cuts(id, generation)
      const after = cuts(id, generation + 1)
      expect(after.some((depth, position) => depth === before[position])).toBe(false)
    }
  }
})

test('of a key rotated 48 times, no two secrets look the same', () => {
  for (let index = 0; index < 100; index++) {
    const drawings = Array.from({ length: 49 }, (_, generation) => cuts(uuidV7(index), generation).join())
    expect(new Set(drawings).size).toBe(49)
  }
})

test('1,000 neighbouring ids look different, and use every depth at every place about as often', () => {
  const drawings = Array.from({ length: 1000 }, (_, index) => cuts(uuidV7(index), 0))
  expect(new Set(drawings.map((blade) => blade.join())).size).toBe(1000)
  for (let position = 0; position < cutCount; position++) {
    for (let depth = 0; depth < depths; depth++) {
      const share = drawings.filter((blade) => blade[position] === depth).length / 1000
      expect(share).toBeGreaterThan(0.1)
      expect(share).toBeLessThan(0.19)
    }
  }
  for (let form = 0; form < bowCount; form++) {
    const share = drawings.filter((_, index) => bow(uuidV7(index)) === form).length / 1000
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
  }
})
