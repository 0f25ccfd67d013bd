import type { CallReply } from '#lib/client/call.ts'
import type { installPreset, Preset } from '#lib/contracts/presets.ts'

/** What is missing, or was added: the part of a preset that both answers tell of. */
export type PresetPart = Pick<Preset['missing'], 'permissions' | 'roles' | 'levels'>

export type PresetState = 'installed' | 'partly' | 'none'

/**
 * Whether the organization has all of a preset, most of it, or next to nothing: a name or two that it has by chance are no
 * installation.
 */
export function presetState({ permissions, roles, levels, missing }: Preset): PresetState {
  const lacking = missing.permissions.length + missing.roles.length + missing.levels.length
  if (lacking === 0) return 'installed'
  return lacking <= (permissions + roles + levels) / 2 ? 'partly' : 'none'
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`

/** `a, b and c` */
export function listed(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** How much a preset has in all: `34 permissions, 16 roles`. */
export function sizeWords({ permissions, roles, levels }: Preset): string {
  return [
    ...(permissions > 0 ? [counted(permissions, 'permission')] : []),
    ...(roles > 0 ? [counted(roles, 'role')] : []),
    ...(levels > 0 ? [counted(levels, 'level')] : []),
  ].join(', ')
}

/** `34 permissions, 15 roles and more for the role reader` */
export function partWords({ permissions, roles, levels }: PresetPart): string {
  const newRoles = roles.filter(({ isNew }) => isNew)
  const newLevels = levels.filter(({ isNew }) => isNew)
  const wider = widerWords({ roles, levels })
  return listed([
    ...(permissions.length > 0 ? [counted(permissions.length, 'permission')] : []),
    ...(newRoles.length > 0 ? [counted(newRoles.length, 'role')] : []),
    ...(newLevels.length > 0 ? [counted(newLevels.length, 'level')] : []),
    ...(wider.length > 0 ? [`more ${wider.join(' and ')}`] : []),
  ])
}

/** What is there already and gets more: `for the roles manager and reader`, `for 3 levels`. */
function widerWords({ roles, levels }: Pick<PresetPart, 'roles' | 'levels'>): string[] {
  const names = roles.filter(({ isNew }) => !isNew).map(({ name }) => name)
  const rungs = levels.filter(({ isNew }) => !isNew)
  const named =
    names.length > 3
      ? counted(names.length, 'role')
      : `the role${names.length === 1 ? '' : 's'} ${listed(names)}`
  return [
    ...(names.length > 0 ? [`for ${named}`] : []),
    ...(rungs.length > 0 ? [`for ${counted(rungs.length, 'level')}`] : []),
  ]
}

/** By what the keys that hold more come to it, in a sentence. */
export function keysWords(count: number, { roles, levels }: Pick<PresetPart, 'roles' | 'levels'>): string {
  const names = roles.filter(({ isNew }) => !isNew).map(({ name }) => name)
  const rungs = levels.filter(({ permissions }) => permissions.length > 0).map(({ level }) => level)
  const least = Math.min(...rungs)
  const ways = [
    ...(names.length > 0 ? [`the role ${listed(names, 'or')}`] : []),
    ...(rungs.length > 0 ? [least === 8 ? 'level 8' : `level ${least} or higher`] : []),
  ]
  return `${count === 1 ? 'It has' : 'They have'} ${ways.join(', or ')}.`
}

/** What to say once it is done; `confirmed` is false while a node may go on by what it knew. */
export function installedWords({ keys, effective, ...part }: CallReply<typeof installPreset>): {
  confirmed: boolean
  text: string
} {
  const silent = effective.unconfirmed.map(({ name }) => name)
  const words = partWords(part)
  const sentences = [
    words ? `Added: ${words}.` : 'All of it was there already.',
    ...(keys > 0 ? [keys === 1 ? '1 key holds more by it.' : `${keys} keys hold more by it.`] : []),
    ...(silent.length > 0
      ? [
          `${listed(silent)} may go on by what was known until ${silent.length === 1 ? 'its lease ends' : 'their leases end'}.`,
        ]
      : []),
  ]
  return { confirmed: silent.length === 0, text: sentences.join(' ') }
}
