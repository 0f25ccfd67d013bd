import { z } from 'zod'
import { ipAllowlist, issuedKey, keyStatuses, maxLifetime } from './api-key.ts'
import { effective } from './effective.ts'
import { cursor, flag, instant, limit, line, uuid } from './fields.ts'
import { operation } from './operation.ts'
import { permissionName } from './permissions.ts'
import { maxPermissions, needs, preview } from './previews.ts'

/** What native secrets of a project begin with: `acme_live`. */
export const prefix = z
  .string()
  .min(2)
  .max(24)
  .regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, 'Lower-case letters and digits, parted by single _')

const defaultLifetime = z
  .int()
  .min(60)
  .max(maxLifetime)
  .nullable()
  .describe('Seconds that a key lives when its maker says nothing; null: for ever')

/** By which colour people tell environments apart. It stands beside the name, and never for it. */
export const projectColors = ['ink', 'brass', 'moss', 'teal', 'sky', 'violet', 'rose', 'clay'] as const
export type ProjectColor = (typeof projectColors)[number]
const color = z.enum(projectColors)

/** The permissions to which a project holds its keys, at most as many as a catalogue has. */
const allowedPermissions = z
  .array(permissionName)
  .max(maxPermissions)
  .nullable()
  .describe(
    'What keys of the project may hold at most, whatever their permissions, roles and levels give; null: no limit',
  )

/** A project as lists show it. */
export const project = z.object({
  id: uuid,
  organizationId: uuid,
  name: z.string().max(100),
  prefix: z.string().max(24),
  defaultLifetime: z.int().nullable(),
  color,
  restricted: z.boolean().describe('Whether its keys may hold only what `allowedPermissions` names'),
  archivedAt: instant
    .nullable()
    .describe('Since when it makes no keys, and every key it has is refused as DISABLED; null: in use'),
  version: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
})
export type Project = z.infer<typeof project>

/** The key by which a gateway asks about a project’s keys. */
export const gatewayKey = z.object({
  id: uuid,
  name: z.string().max(100),
  status: z.enum(keyStatuses),
  mask: z.string().max(100),
  generation: z.int().min(1),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
})
export type GatewayKey = z.infer<typeof gatewayKey>

/** A project as its own page shows it. */
export const projectDetail = project.extend({
  allowedPermissions,
  gatewayKey: gatewayKey.nullable().describe('By which a gateway asks about its keys'),
})
export type ProjectDetail = z.infer<typeof projectDetail>

const changedProject = projectDetail.extend({ effective: effective.optional() })

export const listProjects = operation({
  id: 'listProjects',
  method: 'GET',
  path: '/api/v1/projects',
  tag: 'Projects',
  summary: 'List projects',
  description: 'By name.',
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    q: line(100).optional(),
    archived: flag.optional().describe('Only those that are archived, or only those in use; left out: both'),
  }),
  reply: z.object({ items: z.array(project).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: needs('project:read'),
})

export const createProjectBody = z.strictObject({
  name: line(100),
  prefix: prefix.optional().describe('`lw` where left out'),
  defaultLifetime: defaultLifetime.optional().describe('90 days where left out'),
  color: color.optional(),
  allowedPermissions: allowedPermissions.optional(),
})

export const createProject = operation({
  id: 'createProject',
  method: 'POST',
  path: '/api/v1/projects',
  tag: 'Projects',
  summary: 'Create a project',
  body: createProjectBody,
  reply: projectDetail,
  status: 201,
  right: needs('project:create'),
  errors: ['conflict', 'idempotency_mismatch'],
  creates: true,
  versioned: true,
})

const projectParams = z.strictObject({ projectId: uuid })

export const getProject = operation({
  id: 'getProject',
  method: 'GET',
  path: '/api/v1/projects/{projectId}',
  tag: 'Projects',
  summary: 'Get a project',
  params: projectParams,
  reply: projectDetail,
  status: 200,
  right: needs('project:read'),
  errors: ['not_found'],
  versioned: true,
})

export const updateProjectBody = z
  .strictObject({
    name: line(100).optional(),
    prefix: prefix.optional(),
    defaultLifetime: defaultLifetime.optional(),
    color: color.optional(),
    allowedPermissions: allowedPermissions.optional().describe('Replaces the whole of it; null: no limit'),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateProject = operation({
  id: 'updateProject',
  method: 'PATCH',
  path: '/api/v1/projects/{projectId}',
  tag: 'Projects',
  summary: 'Change a project',
  description:
    'A new prefix counts for secrets made from now on. What `allowedPermissions` leaves out, keys of the project lose as the answer arrives; what it names anew they hold again, where they were given it, and the caller must hold that too.',
  params: projectParams,
  body: updateProjectBody,
  reply: changedProject,
  status: 200,
  right: needs('project:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const previewProject = operation({
  id: 'previewProject',
  method: 'POST',
  path: '/api/v1/projects/{projectId}/preview',
  tag: 'Projects',
  summary: 'What a limit on permissions would change',
  description:
    'Changes nothing. What a key never had, or holds either way, is not counted. Of keys that the caller may not see nothing is said.',
  params: projectParams,
  body: z.strictObject({ allowedPermissions, cursor: cursor.optional(), limit }),
  reply: preview,
  status: 200,
  right: needs('project:update'),
  errors: ['not_found'],
})

/** How many days of traffic are told before a project is archived. */
export const archiveDays = 7

export const getArchivePreview = operation({
  id: 'getArchivePreview',
  method: 'GET',
  path: '/api/v1/projects/{projectId}/archive',
  tag: 'Projects',
  summary: 'What archiving a project would stop',
  params: projectParams,
  reply: z.object({
    keys: z.int().min(0).describe('Keys that are neither revoked nor expired'),
    working: z.int().min(0).describe('Those of them that are accepted now'),
    used: z.int().min(0).describe(`Those of them that were verified as good in the last ${archiveDays} days`),
    verifications: z.int().min(0).describe(`Their good verifications in the last ${archiveDays} days`),
    lastUsedAt: instant.nullable(),
    last: z.boolean().describe('It is the last project in use, which cannot be archived'),
  }),
  status: 200,
  right: needs('project:update'),
  errors: ['not_found'],
})

export const archiveProject = operation({
  id: 'archiveProject',
  method: 'POST',
  path: '/api/v1/projects/{projectId}/archive',
  tag: 'Projects',
  summary: 'Archive a project',
  description:
    'It makes no more keys, and when the answer arrives every key it has is refused as DISABLED, on every node. Nothing is deleted; to restore it brings all of it back. The last project in use stays. One that is archived already stays as it is, and that is confirmed anew.',
  params: projectParams,
  reply: projectDetail.extend({ effective }),
  status: 200,
  right: needs('project:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const restoreProject = operation({
  id: 'restoreProject',
  method: 'POST',
  path: '/api/v1/projects/{projectId}/restore',
  tag: 'Projects',
  summary: 'Restore an archived project',
  description: 'Its keys are what they were: those that worked work again.',
  params: projectParams,
  reply: projectDetail.extend({ effective }),
  status: 200,
  right: needs('project:update'),
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const createGatewayKey = operation({
  id: 'createGatewayKey',
  method: 'POST',
  path: '/api/v1/projects/{projectId}/gateway-key',
  tag: 'Projects',
  summary: 'Create or replace the gateway key',
  description:
    'A key of a service account that may do one thing: ask whether keys of this project are good. The one before it is revoked at once; to let both work for a while, rotate it instead. The answer carries the secret, this once.',
  params: projectParams,
  body: z.strictObject({
    ipAllowlist: ipAllowlist.optional().describe('From where the gateway asks; everywhere where left out'),
    responsibleId: uuid
      .optional()
      .describe(
        'The member who answers for its service account, where one is made; the caller where left out',
      ),
  }),
  reply: issuedKey.extend({ effective: effective.optional() }),
  status: 201,
  right: needs('project:update'),
  errors: ['not_found', 'conflict', 'idempotency_mismatch'],
  creates: true,
  once: ['secret'],
})

export const revokeGatewayKey = operation({
  id: 'revokeGatewayKey',
  method: 'DELETE',
  path: '/api/v1/projects/{projectId}/gateway-key',
  tag: 'Projects',
  summary: 'Revoke the gateway key',
  description: 'The gateway then lets nobody in, as it has nothing to ask with.',
  params: projectParams,
  reply: projectDetail.extend({ effective }),
  status: 200,
  right: needs('project:update'),
  errors: ['not_found'],
})
