import type { AuditEvent } from '#lib/contracts/audit.ts'

const pages: Readonly<Record<string, (id: string) => string>> = {
  key: (id) => `/keys/${encodeURIComponent(id)}`,
  project: () => '/projects',
  user: () => '/members',
  member: () => '/members',
  service_account: (id) => `/service-accounts/${encodeURIComponent(id)}`,
  role: () => '/permissions/roles',
  webhook: () => '/webhooks',
  organization: () => '/settings',
}

/** The page of what an event was about; null where there is none, or it is gone. */
export function targetHref({ type, id, present }: AuditEvent['target']): string | null {
  return (present && pages[type]?.(id)) || null
}
