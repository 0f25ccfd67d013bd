import { expect, test } from 'vitest'
import { projectColors } from '#lib/contracts/projects.ts'
import type { UsageGroup } from '#lib/contracts/usage.ts'
import { namedGroups, splitUsage } from './split-series.ts'
import type { Usage } from './usage.ts'

const hours = ['2026-11-21T10:00:00.000Z', '2026-11-21T11:00:00.000Z', '2026-11-21T12:00:00.000Z'] as const

/** What a group had in the first and the last of three hours. */
function group(id: string, first: number, last: number): UsageGroup {
  const points = [
    { at: hours[0], outcomes: { VALID: first } },
    { at: hours[2], outcomes: { VALID: last - 1, EXPIRED: 1 } },
  ]
  return { id, type: 'project', name: `Project ${id}`, total: {}, points }
}

const usage = (points: Usage['points'], groups: UsageGroup[]): Usage => ({
  from: hours[0],
  to: '2026-11-21T13:00:00.000Z',
  unit: 'hour',
  total: {},
  points,
  series: [],
  groups,
})

const whole = [
  { at: hours[0], outcomes: { VALID: 9, REVOKED: 1 } },
  { at: hours[1], outcomes: { RATE_LIMITED: 4 } },
  { at: hours[2], outcomes: { VALID: 20 } },
]
const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0)

test('every hour adds up to its true total: what belongs to no group shown is of the others', () => {
  const { series, slots } = splitUsage(usage(whole, [group('a', 5, 12), group('b', 3, 2)]), new Map())
  expect(series.map(({ name, count }) => [name, count])).toEqual([
    ['Project a', 17],
    ['Project b', 5],
    ['Others', 12],
  ])
  expect(slots.map(({ counts }) => counts)).toEqual([
    [5, 3, 2],
    [0, 0, 4],
    [12, 2, 6],
  ])
  expect(slots.map(({ counts }) => sum(counts))).toEqual([10, 4, 20])
})

test('where the groups are everything, there are no others', () => {
  const { series, slots } = splitUsage(usage(group('a', 5, 12).points, [group('a', 5, 12)]), new Map())
  expect(series.map(({ name }) => name)).toEqual(['Project a'])
  expect(slots.map(({ counts }) => counts)).toEqual([[5], [0], [12]])
})

test('a group that is ahead of the whole by a moment takes nothing from the others', () => {
  const { slots } = splitUsage(usage(whole, [group('a', 11, 12)]), new Map())
  expect(slots.map(({ counts }) => counts)).toEqual([
    [11, 0],
    [0, 4],
    [12, 8],
  ])
})

test('more groups than there are colours are of the others, and no two colours are the same', () => {
  const many = Array.from({ length: namedGroups + 2 }, (_, index) => group(String(index), 1, 2))
  const { series, slots } = splitUsage(usage(whole, many), new Map())
  expect(series).toHaveLength(namedGroups + 1)
  expect(new Set(series.map(({ color }) => color)).size).toBe(namedGroups + 1)
  expect(slots.map(({ counts }) => sum(counts))).toEqual([10, 4, 20])
})

test('a project has its own colour; of two with the same one, the smaller has one that no other shown has', () => {
  const groups = ['a', 'b', 'c', 'd'].map((id) => group(id, 2, 2))
  const own = new Map([
    ['a', 'ink'],
    ['b', 'ink'],
    ['c', 'brass'],
    ['d', 'moss'],
  ] as const)
  const colors = splitUsage(usage(whole, groups), own).series.map(({ color }) => color)
  expect(colors).toEqual(['ink', 'teal', 'brass', 'moss', 'rest'])
  const first = projectColors[0]
  const alike = splitUsage(usage(whole, groups), new Map(groups.map(({ id }) => [id, first]))).series
  expect(new Set(alike.map(({ color }) => color)).size).toBe(alike.length)
})
