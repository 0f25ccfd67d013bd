import type { Preset } from '#lib/core/presets/preset.ts'

/** The scopes that TrackGenesis’ pages name. A new key has the first; its API's pages ask for one or two of them each. */
export const preset: Preset = {
  name: 'trackgenesis',
  title: 'TrackGenesis',
  about: 'The scopes of TrackGenesis’ keys; its contract gives every new key the scope read.',
  permissions: {
    read: 'See what the API holds',
    write: 'Change what the API holds',
    update: 'Change what is there',
    create: 'Make what is not there yet',
    delete: 'Delete what is there',
    api_key_management: 'Manage API keys',
    user_management: 'Manage users',
  },
  roles: [],
  levels: [],
}
