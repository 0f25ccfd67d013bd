import { z } from 'zod'

/** `resource:action`, built-in ones with `:own` or `:any` behind; a bare name is allowed for catalogues that use scopes. */
export const permissionName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*(:[a-z0-9_]+){0,2}$/, 'Lower-case letters, digits and _, parted by :')

/** Which right on keys, and over whose: the rights whose names carry `:own` or `:any`. */
export const keyRights = ['read', 'create', 'update', 'rotate', 'delete', 'secret_read'] as const

/** The permissions that govern Latchwork itself, the same in every organization. */
export const builtInPermissions: Readonly<Record<string, string>> = {
  'organization:create': 'Found further organizations',
  'organization:update': 'Rename the organization',
  'project:read': 'See projects',
  'project:create': 'Create projects',
  'project:update': 'Change projects',
  'permission:read': 'See the catalogue, roles and levels',
  'member:read': 'See who may own a key',
  'api_key:verify': 'Ask whether a key is good',
  'api_key:read:own': 'See one’s own keys and what they do',
  'api_key:read:any': 'See every key and what it does',
  'api_key:create:own': 'Create keys for oneself',
  'api_key:create:any': 'Create keys for anybody',
  'api_key:update:own': 'Change, disable and enable one’s own keys',
  'api_key:update:any': 'Change, disable, enable and transfer every key',
  'api_key:rotate:own': 'Rotate one’s own keys',
  'api_key:rotate:any': 'Rotate every key',
  'api_key:delete:own': 'Revoke one’s own keys',
  'api_key:delete:any': 'Revoke every key',
  'permission:update': 'Change the catalogue, roles and levels',
  'api_key:secret_read:own': 'Open what is sealed of one’s own keys, once',
  'api_key:secret_read:any': 'Open what is sealed of every key, once',
  'organization:transfer': 'Hand the organization to another owner',
  'member:update': 'Invite people, change and remove members',
  'service_account:update': 'Make, change and retire service accounts',
  'audit_event:read': 'See, export and verify the audit log',
  'webhook:read': 'See webhooks and what they delivered',
  'webhook:update': 'Make, change and delete webhooks',
  'policy:read': 'See what the policy asks of keys',
  'policy:update': 'Change the policy, try it and put it in force',
  'approval:decide': 'Approve or decline what somebody asks for a key',
}

export const memberRoles = ['OWNER', 'ADMIN', 'MEMBER', 'VIEWER'] as const
export type MemberRole = (typeof memberRoles)[number]
export const memberRole = z.enum(memberRoles)

const memberRights = [
  'project:read',
  'permission:read',
  'member:read',
  'policy:read',
  'api_key:verify',
  ...keyRights.map((right) => `api_key:${right}:own`),
]
const viewerRights = ['project:read', 'permission:read', 'member:read', 'api_key:read:any']

/**
 * What a person holds in an organization.
 *
 * Owners and admins govern; members hold the organization's own permissions, so that they can hand them to their
 * keys; viewers look.
 * @param own names of the organization's own permissions (the catalogue without the built-in ones)
 */
export function rolePermissions(role: MemberRole, own: Iterable<string>): Set<string> {
  const builtIn = Object.keys(builtInPermissions)
  switch (role) {
    case 'OWNER':
      return new Set([...builtIn, ...own])
    case 'ADMIN':
      return new Set([...builtIn.filter((name) => !name.startsWith('organization:')), ...own])
    case 'MEMBER':
      return new Set([...memberRights, ...own])
    case 'VIEWER':
      return new Set(viewerRights)
  }
}

/** A rung of the ladder with what it adds to the rungs below. */
export interface Rung {
  level: number
  permissions: readonly string[]
}

/**
 * The effective set of a key: its explicit permissions ∪ its role's ∪ those of its level and every level below, and of these
 * only what its project allows. All authorization, here and at the gate, reads this set.
 */
export function effectivePermissions(grant: {
  permissions: Iterable<string>
  role: Iterable<string> | null
  level: number | null
  ladder: readonly Rung[]
  /** What the project allows its keys, by these very names; null: whatever they are given. */
  allowed: Iterable<string> | null
}): Set<string> {
  const given = new Set(grant.permissions)
  for (const name of grant.role ?? []) given.add(name)
  if (grant.level !== null)
    for (const rung of grant.ladder)
      if (rung.level <= grant.level) for (const name of rung.permissions) given.add(name)
  return grant.allowed === null ? given : within(given, new Set(grant.allowed))
}

const within = (names: Set<string>, bounds: ReadonlySet<string>) =>
  new Set([...names].filter((name) => bounds.has(name)))

/** True where every name of `asked` is held; `name:any` holds `name:own` too. */
export function holdsAll(held: ReadonlySet<string>, asked: Iterable<string>): boolean {
  for (const name of asked) if (!holds(held, name)) return false
  return true
}

/** True where `held` has the permission itself, or `:any` where `:own` is asked. */
export function holds(held: ReadonlySet<string>, name: string): boolean {
  return held.has(name) || (name.endsWith(':own') && held.has(`${name.slice(0, -4)}:any`))
}
