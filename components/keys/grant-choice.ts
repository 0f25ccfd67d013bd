import { effectivePermissions, holds, holdsAll, type Rung } from '#lib/contracts/permissions.ts'
import { partsOf, resourceName } from './access-summary.ts'

export interface CataloguePermission {
  name: string
  description: string
  builtIn: boolean
}

export interface CatalogueRole {
  id: string
  name: string
  description: string
  permissions: readonly string[]
}

export interface CatalogueLevel extends Rung {
  name: string
  description: string
}

/** What a grant may be made of. */
export interface Catalogue {
  permissions: readonly CataloguePermission[]
  roles: readonly CatalogueRole[]
  levels: readonly CatalogueLevel[]
}

/** What one may choose on a resource: None / Read / Write, and its other actions one by one. */
export interface ResourceChoice {
  /** Empty for the scopes that are of no resource: they stand together. */
  resource: string
  read: string | null
  write: string | null
  others: readonly string[]
}

/** The organization's own permissions by resource, in the catalogue's order; scopes of no resource last. */
export function resourceChoices(permissions: readonly CataloguePermission[]): ResourceChoice[] {
  const own = permissions.filter(({ builtIn }) => !builtIn).map(({ name }) => ({ name, ...partsOf(name) }))
  const resources = new Set(own.filter(({ action }) => action !== '').map(({ resource }) => resource))
  const choices = [...resources].map((resource) => {
    const of = own.filter((one) => one.resource === resource)
    const named = (action: string) => of.find((one) => one.action === action)?.name ?? null
    const others = of.filter(({ action }) => action !== 'read' && action !== 'write')
    return { resource, read: named('read'), write: named('write'), others: others.map(({ name }) => name) }
  })
  const scopes = own.filter(({ resource }) => !resources.has(resource)).map(({ name }) => name)
  return scopes.length > 0 ? [...choices, { resource: '', read: null, write: null, others: scopes }] : choices
}

/** The names of permissions that a row stands for. */
export const namesOf = ({ read, write, others }: ResourceChoice): string[] =>
  [read, write, ...others].filter((name) => name !== null)

/** Whether a row is looked for: its name, or a permission of it by name or meaning. */
export function isFound(
  choice: ResourceChoice,
  permissions: readonly CataloguePermission[],
  text: string,
): boolean {
  const wanted = text.trim().toLowerCase()
  const names = new Set(namesOf(choice))
  const about = permissions.filter(({ name }) => names.has(name)).map(({ description }) => description)
  return [resourceName(choice.resource), ...names, ...about].some((one) => one.toLowerCase().includes(wanted))
}

export type Access = 'none' | 'read' | 'write'

/** Which of None / Read / Write the chosen names amount to. */
export function accessOf(choice: ResourceChoice, chosen: readonly string[]): Access {
  if (choice.write !== null && chosen.includes(choice.write)) return 'write'
  if (choice.read !== null && chosen.includes(choice.read)) return 'read'
  return 'none'
}

/** The chosen names with another access on one resource; writing includes reading. */
export function withAccess(choice: ResourceChoice, chosen: readonly string[], access: Access): string[] {
  const kept = chosen.filter((name) => name !== choice.read && name !== choice.write)
  if (access !== 'none' && choice.read !== null) kept.push(choice.read)
  if (access === 'write' && choice.write !== null) kept.push(choice.write)
  return kept
}

/** What a form holds of a grant: `role` is an id or '', `level` a number as text or ''. */
export interface GrantChoice {
  permissions: readonly string[]
  role: string
  level: string
}

/** The set a key with this grant holds, sorted by name. */
export function effectiveChoice(grant: GrantChoice, catalogue: Catalogue): string[] {
  const role = catalogue.roles.find((each) => each.id === grant.role)
  return [
    ...effectivePermissions({
      permissions: grant.permissions,
      role: role?.permissions ?? null,
      level: grant.level === '' ? null : Number(grant.level),
      ladder: catalogue.levels,
    }),
  ].sort()
}

/** The names in the set that its maker does not hold, and that make it one nobody here may give. */
export function missing(effective: readonly string[], held: ReadonlySet<string>): string[] {
  return effective.filter((name) => !holds(held, name))
}

/** Why a role or a level cannot be given by who holds `held`, or null. */
export function refusal(permissions: readonly string[], held: ReadonlySet<string>): string | null {
  if (holdsAll(held, permissions)) return null
  const [first, ...others] = missing(permissions, held)
  return `You do not hold ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`
}

/** All that a level holds: what it adds and what the rungs below add. */
export function levelPermissions(level: number, ladder: readonly Rung[]): string[] {
  return [...effectivePermissions({ permissions: [], role: null, level, ladder })]
}

/** Which part of a grant a permission comes from, the most direct first: `directly`, `role consumer`, `level 3`. */
export function sourceOf(
  name: string,
  grant: { permissions: readonly string[]; role: { id: string; name: string } | null; level: number | null },
  catalogue: Catalogue,
): string {
  if (grant.permissions.includes(name)) return 'directly'
  const role = catalogue.roles.find((each) => each.id === grant.role?.id)
  if (grant.role && role?.permissions.includes(name)) return `role ${grant.role.name}`
  const { level } = grant
  const rung = catalogue.levels.find(
    (each) => level !== null && each.level <= level && each.permissions.includes(name),
  )
  return rung ? `level ${rung.level}` : ''
}
