import { keyRights } from '#lib/contracts/permissions.ts'

/*
 * Vertesia's roles and what they may do, in its own words. Its pages name the roles and the permissions and leave open which has
 * which; the spread here is ours, from the names. Source: SystemRoles, Permission and RoleDomain of its machine-readable contract.
 */

/** Every permission there is. */
export const permissions = {
  'interaction:read': 'See interactions',
  'interaction:write': 'Make and change interactions',
  'interaction:delete': 'Delete interactions',
  'interaction:execute': 'Run interactions',
  'run:read': 'See runs',
  'run:write': 'Start and change runs',
  'environment:admin': 'Govern environments',
  'app:manage': 'Manage apps',
  'project:admin': 'Govern the project',
  'project:integration_read': 'See the project’s integrations',
  'project:settings_write': 'Change the project’s settings',
  'api_key:create': 'Make keys',
  'api_key:read': 'See keys',
  'api_key:secret_read': 'See the value of a key, while it may be seen',
  'api_key:update': 'Change keys',
  'api_key:delete': 'Delete keys',
  'account:read': 'See the account',
  'account:write': 'Change the account',
  'account:admin': 'Govern the account',
  'account:billing': 'Change how the account pays',
  'billing:read': 'See bills',
  'audit:read': 'See the audit log',
  'account:member': 'Belong to the account',
  'content:read': 'Read content',
  'content:read_all': 'Read all content',
  'content:write': 'Make and change content',
  'content:delete': 'Delete content',
  'content:admin': 'Govern content',
  'content:superadmin': 'Do anything with content',
  'workflow:read': 'See workflows',
  'workflow:run': 'Run workflows',
  'workflow:admin': 'Govern workflows',
  'workflow:superadmin': 'Do anything with workflows',
  'agent_run:read': 'See runs of agents',
  'task:read': 'See tasks',
  'task:manage': 'Manage tasks',
  'iam:impersonate': 'Act as somebody else',
  'studio:access': 'Open Studio',
} as const
export type Permission = keyof typeof permissions
const names = Object.keys(permissions) as Permission[]

export const roleNames = [
  'owner',
  'admin',
  'manager',
  'developer',
  'application',
  'automation',
  'content_processor',
  'consumer',
  'executor',
  'reader',
  'auditor',
  'support',
  'billing',
  'member',
  'app_member',
  'content_superadmin',
] as const
export type RoleName = (typeof roleNames)[number]

export const isRoleName = (name: string): name is RoleName => (roleNames as readonly string[]).includes(name)

export interface Role {
  description: string
  domain: 'system' | 'content'
  permissions: readonly Permission[]
  /** Over whose keys its permissions on keys are. */
  keys: 'own' | 'any'
}

const of = (...resources: string[]) =>
  names.filter((name) => resources.some((one) => name.startsWith(`${one}:`)))
const application = [
  'interaction:read',
  'interaction:execute',
  'run:read',
  'run:write',
  'content:read',
  'content:write',
  'workflow:run',
  'agent_run:read',
] as const satisfies Permission[]
const reads = [
  'interaction:read',
  'run:read',
  'content:read',
  'workflow:read',
  'agent_run:read',
  'task:read',
  'account:read',
] as const satisfies Permission[]

const system = (description: string, held: readonly Permission[], keys: Role['keys'] = 'own'): Role => ({
  description,
  domain: 'system',
  permissions: held,
  keys,
})

export const roles: Readonly<Record<RoleName, Role>> = {
  owner: system('Everything', names, 'any'),
  admin: system(
    'Everything but paying for it',
    names.filter((name) => name !== 'account:billing'),
    'any',
  ),
  manager: system(
    'Governs a project, its keys and its content',
    [
      ...of('interaction', 'run', 'app', 'project', 'api_key', 'task'),
      'account:member',
      'content:read',
      'content:read_all',
      'content:write',
      'content:delete',
      'content:admin',
      'workflow:read',
      'workflow:run',
      'workflow:admin',
      'agent_run:read',
      'studio:access',
    ],
    'any',
  ),
  developer: system('Builds: interactions, runs, content and keys of one’s own', [
    ...of('interaction', 'run', 'api_key'),
    'account:member',
    'content:read',
    'content:write',
    'workflow:read',
    'workflow:run',
    'agent_run:read',
    'task:read',
    'studio:access',
  ]),
  application: system('What an application does for its users', application),
  automation: system('What runs by itself', [...application, 'workflow:read', 'task:read', 'task:manage']),
  content_processor: {
    description: 'Reads and writes content as it is processed',
    domain: 'content',
    permissions: ['content:read', 'content:read_all', 'content:write', 'workflow:read', 'workflow:run'],
    keys: 'own',
  },
  consumer: system('Uses what others have built', [
    'interaction:read',
    'interaction:execute',
    'run:read',
    'content:read',
  ]),
  executor: system('Runs interactions', ['interaction:execute', 'run:read', 'run:write']),
  reader: system('Reads, and changes nothing', reads),
  auditor: system(
    'Sees who did what',
    ['audit:read', 'account:read', 'run:read', 'agent_run:read', 'api_key:read'],
    'any',
  ),
  support: system('Reads what is needed to help', [...reads, 'audit:read', 'studio:access']),
  billing: system('Sees and pays the bills', ['billing:read', 'account:billing', 'account:read']),
  member: system('Belongs to the account', ['account:member', 'account:read', 'studio:access']),
  app_member: system('Belongs to the account, for one app', ['account:member']),
  content_superadmin: {
    description: 'Anything with content',
    domain: 'content',
    permissions: of('content'),
    keys: 'own',
  },
}

const onKeys = 'api_key:'

/** A role's permissions as Latchwork holds them: those on keys are its own, over one's own keys or all. Who changes keys rotates them. */
export function nativePermissions({ permissions: held, keys }: Role): string[] {
  const native = held.map((name) => (name.startsWith(onKeys) ? `${name}:${keys}` : name))
  return held.includes('api_key:update') ? [...native, `api_key:rotate:${keys}`] : native
}

/** Names of Latchwork's as Vertesia's; what it has no name for is left out. In the order of its list. */
export function vendorPermissions(held: Iterable<string>): Permission[] {
  const bare = new Set(
    [...held].map((name) => (name.startsWith(onKeys) ? name.replace(/:(own|any)$/, '') : name)),
  )
  return names.filter((name) => bare.has(name))
}

/** The vendor's own permissions: all but those on keys, which are Latchwork's. */
export const ownPermissions = Object.fromEntries(
  Object.entries(permissions).filter(([name]) => !keyRights.some((right) => name === onKeys + right)),
)
