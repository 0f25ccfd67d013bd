import { describe, expect, test } from 'vitest'
import { fromTheTop, included, movedHere, neighbour, onNoRung, rungName } from './ladder.ts'

const rung = (level: number, ...permissions: string[]) => ({
  level,
  name: level === 5 ? '' : `Rung ${level}`,
  description: '',
  permissions,
  version: 1,
})
const rungs = [rung(0), rung(2, 'a:read', 'b:read'), rung(5, 'c:read', 'a:read')]

describe('the ladder', () => {
  test('is drawn from its highest rung', () => {
    expect(fromTheTop(rungs).map(({ level }) => level)).toEqual([5, 2, 0])
  })

  test('includes in a rung what those below add, once', () => {
    expect(included(5, rungs)).toEqual(['a:read', 'b:read'])
    expect(included(2, rungs)).toEqual([])
    expect(included(8, rungs)).toEqual(['a:read', 'b:read', 'c:read'])
  })

  test('leaves some permissions out', () => {
    expect(onNoRung([{ name: 'a:read' }, { name: 'z:read' }], rungs)).toEqual(['z:read'])
  })

  test('has a next rung, though some are missing, and ends', () => {
    expect(neighbour(2, rungs, 'up')?.level).toBe(5)
    expect(neighbour(5, rungs, 'up')).toBeNull()
    expect(neighbour(5, rungs, 'down')?.level).toBe(2)
    expect(neighbour(0, rungs, 'down')).toBeNull()
    expect(neighbour(null, rungs, 'up')?.level).toBe(0)
    expect(neighbour(null, rungs, 'down')).toBeNull()
  })

  test('tells which permissions a rung takes from others', () => {
    expect(movedHere(['a:read', 'z:read'], 0, rungs).map(({ name, from }) => [name, from.level])).toEqual([
      ['a:read', 2],
      ['a:read', 5],
    ])
    expect(movedHere(['a:read'], 2, rungs).map(({ from }) => from.level)).toEqual([5])
  })

  test('calls its rungs by number and name', () => {
    expect(rungs.map(rungName)).toEqual(['0: Rung 0', '2: Rung 2', '5'])
  })
})
