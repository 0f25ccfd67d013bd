/**
 * What a new organization starts with, until its owner says otherwise: a catalogue any API can begin from, roles for
 * keys, and the ladder.
 */

/** The organization's own permissions: they mean what its API says they mean. */
export const defaultPermissions: Readonly<Record<string, string>> = {
  'data:read': 'Read records',
  'data:write': 'Create, change and delete records',
  'files:read': 'Download files',
  'files:write': 'Upload and delete files',
  'events:read': 'Subscribe to events',
  'events:write': 'Publish events',
  'users:read': 'See users',
  'users:write': 'Invite, change and remove users',
  'billing:read': 'See invoices and use',
  'billing:write': 'Change plans and payment',
}

const reads = Object.keys(defaultPermissions).filter((name) => name.endsWith(':read'))
const writes = Object.keys(defaultPermissions).filter((name) => name.endsWith(':write'))

/** Roles for keys. */
export const defaultRoles = [
  { name: 'reader', description: 'Reads everything, changes nothing', permissions: reads },
  { name: 'writer', description: 'Reads and writes everything', permissions: [...reads, ...writes] },
  {
    name: 'gateway',
    description: 'For services: asks whether keys are good',
    permissions: ['api_key:verify'],
  },
  {
    name: 'manager',
    description: 'For automation: makes, changes, rotates and revokes keys of its project',
    permissions: [
      'project:read',
      'permission:read',
      'member:read',
      'api_key:verify',
      'api_key:read:any',
      'api_key:create:any',
      'api_key:update:any',
      'api_key:rotate:any',
      'api_key:delete:any',
    ],
  },
] as const

/** The ladder: each rung adds to the rungs below. */
export const defaultLevels = [
  { level: 0, name: 'Authenticate', description: 'Proves who it is, and no more', adds: [] },
  { level: 1, name: 'Read public', description: 'Reads what anybody may read', adds: ['data:read'] },
  {
    level: 2,
    name: 'Read own',
    description: 'Reads all of its owner’s, keys included',
    adds: ['files:read', 'events:read', 'api_key:read:own'],
  },
  { level: 3, name: 'Write public', description: 'Writes what anybody may read', adds: ['data:write'] },
  {
    level: 4,
    name: 'Write own',
    description: 'Writes all of its owner’s, keys included',
    adds: [
      'files:write',
      'events:write',
      'api_key:create:own',
      'api_key:update:own',
      'api_key:rotate:own',
      'api_key:delete:own',
    ],
  },
  {
    level: 5,
    name: 'Read others’',
    description: 'Reads what others share',
    adds: ['users:read', 'billing:read'],
  },
  {
    level: 6,
    name: 'Read all',
    description: 'Reads all of others’',
    adds: ['api_key:read:any', 'member:read'],
  },
  {
    level: 7,
    name: 'Support',
    description: 'Writes on others’ behalf',
    adds: ['users:write', 'api_key:update:any'],
  },
  {
    level: 8,
    name: 'Everything',
    description: 'Whatever there is',
    adds: [
      'billing:write',
      'project:read',
      'permission:read',
      'api_key:verify',
      'api_key:create:any',
      'api_key:rotate:any',
      'api_key:delete:any',
    ],
  },
] as const
