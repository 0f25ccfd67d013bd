/** `line_items` -> `Line items`. */
export function resourceName(resource: string): string {
  const words = resource.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `charges:read` -> charges and read; a bare scope is a resource with no action. */
export function partsOf(permission: string): { resource: string; action: string } {
  const at = permission.indexOf(':')
  return at < 0
    ? { resource: permission, action: '' }
    : { resource: permission.slice(0, at), action: permission.slice(at + 1) }
}

export interface CataloguePermission {
  name: string
  description: string
  builtIn: boolean
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
