import type { Preset } from '#lib/core/presets/preset.ts'
import { nativePermissions, ownPermissions, roleNames, roles } from './roles.ts'

/** Vertesia's roles, with its permissions. */
export const preset: Preset = {
  name: 'vertesia',
  title: 'Vertesia',
  about:
    'Sixteen roles for keys, from owner to reader, with the permissions of a platform for content and agents.',
  permissions: ownPermissions,
  roles: roleNames.map((name) => ({
    name,
    description: roles[name].description,
    permissions: nativePermissions(roles[name]),
  })),
  levels: [],
}
