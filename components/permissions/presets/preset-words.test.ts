import { describe, expect, test } from 'vitest'
import type { Preset } from '#lib/contracts/presets.ts'
import { installedWords, keysWords, listed, partWords, presetState, sizeWords } from './preset-words.ts'

const permission = (name: string) => ({ name, description: '' })
const role = (name: string, isNew: boolean) => ({ name, description: '', isNew, permissions: ['maps:read'] })
const rung = (level: number, isNew: boolean, permissions = ['maps:read']) => ({
  level,
  name: `Rung ${level}`,
  description: '',
  isNew,
  permissions,
})
const nothing = { permissions: [], roles: [], levels: [] }
const preset = (missing: Partial<Preset['missing']>): Preset => ({
  name: 'survey',
  title: 'Survey',
  about: '',
  permissions: 4,
  roles: 2,
  levels: 0,
  missing: { ...nothing, keys: 0, ...missing },
})

describe('how much of a preset is there', () => {
  test('all of it', () => expect(presetState(preset({}))).toBe('installed'))
  test('most of it: its roles wait to be completed', () =>
    expect(presetState(preset({ roles: [role('reader', false), role('drawer', true)] }))).toBe('partly'))
  test('next to nothing: one permission by chance', () =>
    expect(
      presetState(
        preset({
          permissions: ['a', 'b', 'c'].map(permission),
          roles: [role('reader', false), role('drawer', true)],
        }),
      ),
    ).toBe('none'))
})

test('words are joined as people join them', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})

test('a size leaves out what there is none of', () => {
  expect(sizeWords(preset({}))).toBe('4 permissions, 2 roles')
  expect(sizeWords({ ...preset({}), permissions: 1, roles: 0, levels: 1 })).toBe('1 permission, 1 level')
})

test('a part is told by what is new and what gets more', () => {
  expect(partWords(nothing)).toBe('')
  expect(partWords({ ...nothing, permissions: [permission('a')], roles: [role('a', true)] })).toBe(
    '1 permission and 1 role',
  )
  expect(
    partWords({
      permissions: ['a', 'b'].map(permission),
      roles: [role('reader', false), role('manager', false), role('drawer', true)],
      levels: [rung(1, false), rung(2, true), rung(3, true)],
    }),
  ).toBe('2 permissions, 1 role, 2 levels and more for the roles reader and manager and for 1 level')
  expect(partWords({ ...nothing, roles: ['a', 'b', 'c', 'd'].map((name) => role(name, false)) })).toBe(
    'more for 4 roles',
  )
})

test('the keys that hold more are told by what they have', () => {
  expect(keysWords(1, { roles: [role('reader', false), role('drawer', true)], levels: [] })).toBe(
    'It has the role reader.',
  )
  expect(
    keysWords(3, {
      roles: [role('reader', false), role('manager', false)],
      levels: [rung(0, true, []), rung(2, false), rung(5, false)],
    }),
  ).toBe('They have the role reader or manager, or level 2 or higher.')
  expect(keysWords(2, { roles: [], levels: [rung(8, false)] })).toBe('They have level 8.')
})

describe('once it is installed', () => {
  const effective = { nodes: 1, ms: 3, unconfirmed: [], staleSeconds: 0 }
  test('it is told what was added and how many keys hold more', () => {
    expect(installedWords({ ...nothing, keys: 0, effective })).toEqual({
      confirmed: true,
      text: 'All of it was there already.',
    })
    expect(installedWords({ ...nothing, roles: [role('reader', false)], keys: 1, effective }).text).toBe(
      'Added: more for the role reader. 1 key holds more by it.',
    )
  })
  test('and which node may not know it yet', () => {
    const unconfirmed = [
      { id: '1', name: 'east' },
      { id: '2', name: 'west' },
    ]
    const told = installedWords({
      ...nothing,
      permissions: [permission('a')],
      keys: 0,
      effective: { ...effective, unconfirmed },
    })
    expect(told).toEqual({
      confirmed: false,
      text: 'Added: 1 permission. east and west may go on by what was known until their leases end.',
    })
  })
})
