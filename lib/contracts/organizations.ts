import { z } from 'zod'
import { level, maxLifetime, owner } from './api-key.ts'
import { cursor, instant, limit, line, uuid } from './fields.ts'
import { operation, type Right } from './operation.ts'

const needs = (name: string): Right => ({ kind: 'permission', name, scoped: false })

/** The longest that an organization may choose: 5 minutes. */
export const maxStaleSeconds = 300

export const organization = z.object({
  id: uuid,
  name: z.string().max(100),
  staleSeconds: z
    .int()
    .min(0)
    .max(maxStaleSeconds)
    .describe(
      'For how long a node that cannot reach the database goes on with what it knew; 0: it refuses every key at once',
    ),
  createdAt: instant,
  updatedAt: instant,
})

export const createOrganization = operation({
  id: 'createOrganization',
  method: 'POST',
  path: '/api/v1/organizations',
  tag: 'Organizations',
  summary: 'Found an organization',
  description: 'The caller becomes its owner.',
  body: z.strictObject({ name: line(100), project: z.strictObject({ name: line(100) }) }),
  reply: organization,
  status: 201,
  right: needs('organization:create'),
  creates: true,
  errors: ['idempotency_mismatch'],
})

export const updateOrganizationBody = z
  .strictObject({ name: line(100).optional(), staleSeconds: organization.shape.staleSeconds.optional() })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateOrganization = operation({
  id: 'updateOrganization',
  method: 'PATCH',
  path: '/api/v1/organizations/{organizationId}',
  tag: 'Organizations',
  summary: 'Change the organization',
  description:
    'Its name, and what holds while the database cannot be reached. With `staleSeconds` above 0 a node that is cut off goes on accepting the keys it remembers for so long, those among them that were revoked elsewhere meanwhile.',
  params: z.strictObject({ organizationId: uuid }),
  body: updateOrganizationBody,
  reply: organization,
  status: 200,
  right: needs('organization:update'),
  errors: ['not_found'],
})

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

export const project = z.object({
  id: uuid,
  organizationId: uuid,
  name: z.string().max(100),
  prefix: z.string().max(24),
  defaultLifetime: z.int().nullable(),
  version: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
})
export type Project = z.infer<typeof project>

export const listProjects = operation({
  id: 'listProjects',
  method: 'GET',
  path: '/api/v1/projects',
  tag: 'Projects',
  summary: 'List projects',
  query: z.strictObject({ cursor: cursor.optional(), limit, q: line(100).optional() }),
  reply: z.object({ items: z.array(project).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: needs('project:read'),
})

export const createProjectBody = z.strictObject({
  name: line(100),
  prefix: prefix.optional().describe('`lw` where left out'),
  defaultLifetime: defaultLifetime.optional().describe('90 days where left out'),
})

export const createProject = operation({
  id: 'createProject',
  method: 'POST',
  path: '/api/v1/projects',
  tag: 'Projects',
  summary: 'Make a project',
  body: createProjectBody,
  reply: project,
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
  reply: project,
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
  description: 'A new prefix counts for secrets made from now on.',
  params: projectParams,
  body: updateProjectBody,
  reply: project,
  status: 200,
  right: needs('project:update'),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  versioned: true,
})

export const permission = z.object({
  id: z.int().min(1),
  name: z.string().max(100),
  description: z.string().max(500),
  builtIn: z.boolean().describe('Governs Latchwork itself'),
})

export const listPermissions = operation({
  id: 'listPermissions',
  method: 'GET',
  path: '/api/v1/permissions',
  tag: 'Catalogue',
  summary: 'The permission catalogue',
  reply: z.object({ items: z.array(permission).max(2000) }),
  status: 200,
  right: needs('permission:read'),
})

export const role = z.object({
  id: uuid,
  name: z.string().max(100),
  description: z.string().max(500),
  permissions: z.array(z.string().max(100)).max(2000),
})

export const listRoles = operation({
  id: 'listRoles',
  method: 'GET',
  path: '/api/v1/roles',
  tag: 'Catalogue',
  summary: 'Roles for keys',
  reply: z.object({ items: z.array(role).max(500) }),
  status: 200,
  right: needs('permission:read'),
})

export const listLevels = operation({
  id: 'listLevels',
  method: 'GET',
  path: '/api/v1/levels',
  tag: 'Catalogue',
  summary: 'The level ladder',
  description: 'Each rung lists what it adds; a key of a level holds the rungs below too.',
  reply: z.object({
    items: z
      .array(
        z.object({
          level,
          name: z.string().max(100),
          description: z.string().max(500),
          permissions: z.array(z.string().max(100)).max(2000),
        }),
      )
      .max(9),
  }),
  status: 200,
  right: needs('permission:read'),
})

export const listOwners = operation({
  id: 'listOwners',
  method: 'GET',
  path: '/api/v1/owners',
  tag: 'Organizations',
  summary: 'Who may own a key',
  description: 'Members and service accounts of the organization, by name.',
  query: z.strictObject({ q: line(100).optional(), limit }),
  reply: z.object({ items: z.array(owner).max(200) }),
  status: 200,
  right: needs('member:read'),
})
