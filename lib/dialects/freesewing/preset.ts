import type { Preset } from '#lib/core/presets/preset.ts'

/**
 * FreeSewing's ladder. Its page says what each level may do and has no names for it, so the names of the permissions are ours; what
 * governs keys themselves is Latchwork's own.
 * Source: the access levels of FreeSewing's backend, 0 to 8.
 */
export const preset: Preset = {
  name: 'freesewing',
  title: 'FreeSewing',
  about:
    'Nine levels of access, from proving who one is to doing everything. Keys of level 2 and up see keys, and of level 4 and up manage them.',
  permissions: {
    'public:read': 'Read what is public',
    'own:read': 'Read all of one’s own',
    'public:write': 'Write what is public',
    'own:write': 'Write all of one’s own',
    'others:read': 'Read what others share',
    'all:read': 'Read all of others’',
    'support:write': 'Write on others’ behalf, as support does',
    'all:write': 'Write everything',
  },
  roles: [],
  levels: [
    { level: 0, name: 'Authenticate', description: 'Proves who it is, and no more', adds: [] },
    { level: 1, name: 'Read public', description: 'Reads what is public', adds: ['public:read'] },
    {
      level: 2,
      name: 'Read own',
      description: 'Reads all of its owner’s, keys included',
      adds: ['own:read', 'api_key:read:own'],
    },
    { level: 3, name: 'Write public', description: 'Writes what is public', adds: ['public:write'] },
    {
      level: 4,
      name: 'Write own',
      description: 'Writes all of its owner’s, keys included',
      adds: [
        'own:write',
        'api_key:create:own',
        'api_key:update:own',
        'api_key:rotate:own',
        'api_key:delete:own',
      ],
    },
    { level: 5, name: 'Read others’', description: 'Reads what others share', adds: ['others:read'] },
    {
      level: 6,
      name: 'Read all',
      description: 'Reads all of others’',
      adds: ['all:read', 'api_key:read:any'],
    },
    {
      level: 7,
      name: 'Support',
      description: 'Writes on others’ behalf',
      adds: ['support:write', 'api_key:update:any'],
    },
    {
      level: 8,
      name: 'Everything',
      description: 'Whatever there is',
      adds: ['all:write', 'api_key:create:any', 'api_key:rotate:any', 'api_key:delete:any'],
    },
  ],
}
