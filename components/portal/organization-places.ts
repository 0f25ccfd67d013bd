import type { NavItem } from '#components/shell/navigation.ts'

interface Place extends NavItem {
  /** The permission without which there is nothing to see there. */
  needs: string
}

const places: readonly Place[] = [
  { href: '/members', label: 'Members', key: 'm', needs: 'member:read' },
  { href: '/service-accounts', label: 'Service accounts', key: 'i', needs: 'member:read' },
  { href: '/permissions', label: 'Permissions', key: 'e', needs: 'permission:read' },
  { href: '/policy', label: 'Policy', key: 'y', needs: 'policy:read' },
  { href: '/webhooks', label: 'Webhooks', key: 'w', needs: 'webhook:read' },
  { href: '/audit', label: 'Audit log', key: 'l', needs: 'audit_event:read' },
]

/**
 * The places of an organization that whoever holds `permissions` can use; all of them while that is not known yet, so that nothing
 * jumps for most.
 */
export function organizationPlaces(permissions: Iterable<string> | undefined): NavItem[] {
  const held = permissions && new Set(permissions)
  return places.filter(({ needs }) => !held || held.has(needs)).map(({ needs: _, ...item }) => item)
}
