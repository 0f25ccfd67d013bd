import type { CataloguePermission } from '#components/form/permission-choice.ts'
import { effectivePermissions, holds, holdsAll, type Rung } from '#lib/contracts/permissions.ts'

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
  /** What the project of the key allows at most; null or left out: whatever it is given. */
  allowed?: readonly string[] | null
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
      allowed: catalogue.allowed ?? null,
    }),
  ].sort()
}

/** What a grant would give and the project does not allow, sorted by name. */
export function cutChoice(grant: GrantChoice, catalogue: Catalogue): string[] {
  const { allowed } = catalogue
  if (!allowed) return []
  return effectiveChoice(grant, { ...catalogue, allowed: null }).filter((name) => !allowed.includes(name))
}

/** Why a permission cannot be given by name in its project, or undefined. */
export function limitOf(name: string, { allowed }: Catalogue): string | undefined {
  return allowed && !allowed.includes(name) ? `The project does not allow its keys ${name}` : undefined
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
  return [...effectivePermissions({ permissions: [], role: null, level, ladder, allowed: null })]
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
