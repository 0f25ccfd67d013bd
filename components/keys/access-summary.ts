import { partsOf, resourceName } from '#components/form/permission-choice.ts'
import type { ApiKey } from '#lib/contracts/api-key.ts'

const strength = (action: string) => (action === 'write' ? 2 : action === 'read' ? 1 : 0)

/** `Charges: write +2`: the strongest right on the first resource, and how many resources beside it. */
function permissionsText(permissions: readonly string[]): string {
  const strongest = new Map<string, string>()
  for (const { resource, action } of permissions.map(partsOf)) {
    const known = strongest.get(resource)
    if (known === undefined || strength(action) > strength(known)) strongest.set(resource, action)
  }
  const [first, ...others] = [...strongest]
  if (!first) return ''
  const [resource, action] = first
  const text = action ? `${resourceName(resource)}: ${action.replaceAll(':', ' ')}` : resourceName(resource)
  return others.length > 0 ? `${text} +${others.length}` : text
}

/**
 * What a key may do, in a few words: its role or level first, for they say most; `+n` counts what comes beside it.
 * `Role: consumer +2`, `Level 3`, `Charges: write +2`, `Nothing yet`.
 */
export function accessSummary(grant: {
  permissions: ApiKey['permissions']
  role: { name: string } | null
  level: number | null
}): string {
  const extra = new Set(grant.permissions.map((name) => partsOf(name).resource)).size
  const beside = (more: number) => (more > 0 ? ` +${more}` : '')
  if (grant.role) return `Role: ${grant.role.name}${beside(extra + (grant.level === null ? 0 : 1))}`
  if (grant.level !== null) return `Level ${grant.level}${beside(extra)}`
  return permissionsText(grant.permissions) || 'Nothing yet'
}
