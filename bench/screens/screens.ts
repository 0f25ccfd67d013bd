import type { Caller } from '../list/caller.ts'

/** A GET of this path, or a POST with this body: one that changes nothing, such as a preview. */
export type Read = string | { path: string; body: object }

/** A page of the portal, and what it reads as it opens. */
export interface Screen {
  name: string
  path: string
  reads: readonly Read[]
}

const hour = 3_600_000

/**
 * The pages of the portal as an organization's owner opens them, with the things of that organization. A policy is drafted, so that its
 * dry run has something to say.
 */
export async function screensOf(caller: Caller, now: number): Promise<Screen[]> {
  const first = async (path: string): Promise<Record<string, string>> =>
    ((await caller.get(path)) as { items: Record<string, string>[] }).items[0] ?? {}
  const key = await first('/api/v1/keys?status=active&sort=-lastUsedAt')
  const role = await first('/api/v1/roles')
  const permission = await first('/api/v1/permissions')
  const project = await first('/api/v1/projects')
  const robot = await first('/api/v1/service-accounts')
  const member = await first('/api/v1/members?role=MEMBER')
  const log = (await caller.get('/api/v1/audit-events?actorType=user')) as { items: AuditEvent[] }
  const event = log.items[log.items.length - 1]
  await caller.send('PUT', `/api/v1/policies/${caller.organizationId}/draft`, {
    maxLifetime: 90 * 86_400,
    requireAddresses: true,
    bannedPermissions: [permission.name],
    disableUnusedAfter: 90,
    rotateWithin: 180,
  })
  const to = Math.ceil(now / hour) * hour
  const span = (hours: number) =>
    `from=${new Date(to - hours * hour).toISOString()}&to=${new Date(to).toISOString()}`
  const live = 'status=active,expiring,rotating'
  const policy = `/api/v1/policies/${caller.organizationId}`
  return [
    {
      name: 'overview',
      path: '/',
      reads: [
        '/api/v1/keys/summary',
        `/api/v1/usage?${span(36)}`,
        `/api/v1/usage?${span(168)}`,
        `/api/v1/usage?${span(168)}&by=key&top=5`,
        `/api/v1/usage?${span(168)}&by=project&top=5`,
        '/api/v1/keys?status=expiring&sort=expiresAt&limit=5',
        '/api/v1/keys?sort=-createdAt&limit=5',
      ],
    },
    { name: 'keys', path: '/keys', reads: ['/api/v1/keys', '/api/v1/keys/summary', '/api/v1/usage'] },
    {
      name: 'over-privileged keys',
      path: '/keys?excess=true',
      reads: [`/api/v1/keys?${live}&excess=true`],
    },
    {
      name: 'a key',
      path: `/keys/${key.id}`,
      reads: [
        `/api/v1/keys/${key.id}`,
        `/api/v1/keys/${key.id}/usage?${span(168)}`,
        `/api/v1/keys/${key.id}/sizing?days=90`,
        `/api/v1/keys/${key.id}/events`,
        { path: `/api/v1/keys/${key.id}/explain`, body: {} },
      ],
    },
    {
      name: 'usage, 7 days',
      path: '/usage',
      reads: [
        `/api/v1/usage?${span(168)}`,
        `/api/v1/usage?${span(168)}&by=key&top=10&unit=day`,
        `/api/v1/usage?${span(168)}&by=project&top=10&unit=day`,
      ],
    },
    {
      name: 'usage, 90 days',
      path: '/usage?span=90d',
      reads: [
        `/api/v1/usage?${span(2160)}&unit=day`,
        `/api/v1/usage?${span(2160)}&unit=day&by=key&top=10`,
        `/api/v1/usage?${span(2160)}&unit=day&by=project&top=10`,
      ],
    },
    { name: 'projects', path: '/projects', reads: ['/api/v1/projects'] },
    {
      name: 'a project',
      path: `/projects/${project.id}`,
      reads: [
        `/api/v1/projects/${project.id}`,
        `/api/v1/members?project=${project.id}`,
        `/api/v1/keys?project=${project.id}&limit=5`,
      ],
    },
    { name: 'members', path: '/members', reads: ['/api/v1/members', '/api/v1/invitations'] },
    {
      name: 'removal of a member',
      path: '/members',
      reads: [`/api/v1/members/${member.id}/removal`, `/api/v1/members/${member.id}/removal/keys`],
    },
    { name: 'service accounts', path: '/service-accounts', reads: ['/api/v1/service-accounts'] },
    {
      name: 'a service account',
      path: `/service-accounts/${robot.id}`,
      reads: [`/api/v1/service-accounts/${robot.id}`, `/api/v1/keys?owner=${robot.id}&limit=5`],
    },
    {
      name: 'permissions, roles, levels',
      path: '/permissions',
      reads: ['/api/v1/permissions', '/api/v1/roles', '/api/v1/levels'],
    },
    {
      name: 'who has a permission, and a role',
      path: '/permissions/roles',
      reads: [`/api/v1/permissions/${permission.id}/use`, `/api/v1/roles/${role.id}/keys`],
    },
    {
      name: 'preview of a role, and of a level',
      path: '/permissions/levels',
      reads: [
        { path: `/api/v1/roles/${role.id}/preview?limit=5`, body: { permissions: [] } },
        { path: '/api/v1/levels/3/preview?limit=5', body: { permissions: [permission.name] } },
      ],
    },
    {
      name: 'policy, and its dry run',
      path: '/policy',
      reads: [
        '/api/v1/policies',
        policy,
        `${policy}/dry-run`,
        `${policy}/dry-run/keys`,
        `${policy}/dry-run/owners`,
      ],
    },
    {
      name: 'approvals',
      path: '/policy/approvals',
      reads: ['/api/v1/approvals?state=pending', '/api/v1/approvals'],
    },
    { name: 'audit log', path: '/audit', reads: ['/api/v1/audit-events'] },
    {
      name: 'audit log, filtered',
      path: '/audit',
      reads: [
        `actor=${event?.actor.id}`,
        'action=key.revoke',
        `targetType=${event?.target.type}&target=${event?.target.id}`,
        `project=${project.id}`,
        `address=${event?.ip}`,
        'address=203.0.113.0/24',
        `from=${new Date(to - 2000 * hour).toISOString()}&to=${new Date(to - 1990 * hour).toISOString()}`,
      ].map((filter) => `/api/v1/audit-events?${filter}`),
    },
    {
      name: 'the first stretch of a verification of the log',
      path: '/audit',
      reads: ['/api/v1/audit-events/verification', '/api/v1/audit-checkpoints'],
    },
    { name: 'webhooks', path: '/webhooks', reads: ['/api/v1/webhooks'] },
    {
      name: 'inbox',
      path: '/inbox',
      reads: ['/api/v1/notices', '/api/v1/notices?unread=true', '/api/v1/notices/unread'],
    },
  ]
}

interface AuditEvent {
  actor: { id: string }
  target: { type: string; id: string }
  ip: string
}
