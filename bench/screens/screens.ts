import type { Caller } from '../list/caller.ts'

/** A page of the portal, and what it reads as it opens. */
export interface Screen {
  name: string
  path: string
  reads: readonly string[]
}

const hour = 3_600_000

/** The pages of the portal as an organization's owner opens them, with the things of that organization. */
export async function screensOf(caller: Caller, now: number): Promise<Screen[]> {
  const first = async (path: string) =>
    ((await caller.get(path)) as { items: Record<string, string>[] }).items[0] ?? {}
  const key = (await first('/api/v1/keys?status=active')) as { id?: string }
  const role = (await first('/api/v1/roles')) as { id?: string }
  const event = (await first('/api/v1/audit-events?actorType=user')) as unknown as {
    actor?: { id: string }
    target?: { type: string; id: string }
    ip?: string
  }
  const to = Math.ceil(now / hour) * hour
  const span = (hours: number) =>
    `from=${new Date(to - hours * hour).toISOString()}&to=${new Date(to).toISOString()}`
  const events = (query: string) => `/api/v1/audit-events?${query}`
  return [
    {
      name: 'overview',
      path: '/',
      reads: [
        '/api/v1/keys/summary',
        `/api/v1/usage?${span(36)}`,
        `/api/v1/usage?${span(168)}&by=key&top=5`,
        `/api/v1/usage?${span(168)}&by=project&top=5`,
        '/api/v1/keys?status=expiring&sort=expiresAt&limit=5',
        '/api/v1/keys?limit=5',
      ],
    },
    { name: 'keys', path: '/keys', reads: ['/api/v1/keys', '/api/v1/keys/summary', '/api/v1/usage'] },
    {
      name: 'over-privileged keys',
      path: '/keys?excess=true',
      reads: ['/api/v1/keys?status=active,expiring,rotating&excess=true'],
    },
    {
      name: 'a key',
      path: `/keys/${key.id}`,
      reads: [
        `/api/v1/keys/${key.id}`,
        `/api/v1/keys/${key.id}/usage?${span(168)}`,
        `/api/v1/keys/${key.id}/sizing?days=90`,
        `/api/v1/keys/${key.id}/events`,
      ],
    },
    {
      name: 'usage, 7 days',
      path: '/usage',
      reads: [
        `/api/v1/usage?${span(168)}`,
        `/api/v1/usage?${span(168)}&by=key`,
        `/api/v1/usage?${span(168)}&by=project`,
      ],
    },
    {
      name: 'usage, 90 days',
      path: '/usage?span=90d',
      reads: [
        `/api/v1/usage?${span(2160)}&unit=day`,
        `/api/v1/usage?${span(2160)}&unit=day&by=key`,
        `/api/v1/usage?${span(2160)}&unit=day&by=project`,
      ],
    },
    { name: 'projects', path: '/projects', reads: ['/api/v1/projects'] },
    { name: 'members', path: '/members', reads: ['/api/v1/members', '/api/v1/invitations'] },
    { name: 'service accounts', path: '/service-accounts', reads: ['/api/v1/service-accounts'] },
    {
      name: 'permissions, roles, levels',
      path: '/permissions',
      reads: ['/api/v1/permissions', '/api/v1/roles', '/api/v1/levels'],
    },
    { name: 'who has a role', path: '/permissions', reads: [`/api/v1/roles/${role.id}/keys`] },
    { name: 'policy', path: '/policy', reads: ['/api/v1/policies'] },
    { name: 'audit log', path: '/audit', reads: [events('')] },
    {
      name: 'audit log, filtered',
      path: '/audit',
      reads: [
        events(`actor=${event.actor?.id}`),
        events('action=key.revoke'),
        events(`targetType=${event.target?.type}&target=${event.target?.id}`),
        events(`ip=${event.ip}`),
        events(
          `from=${new Date(to - 2000 * hour).toISOString()}&to=${new Date(to - 1990 * hour).toISOString()}`,
        ),
      ],
    },
    { name: 'webhooks', path: '/webhooks', reads: ['/api/v1/webhooks'] },
    { name: 'inbox', path: '/inbox', reads: ['/api/v1/notices'] },
  ]
}
