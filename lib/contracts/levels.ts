import { z } from 'zod'
import { level } from './api-key.ts'
import { effective } from './effective.ts'
import { digits, line, prose } from './fields.ts'
import { operation } from './operation.ts'
import { aboutPreviews, description, name, names, needs, page, permissionNames, preview } from './previews.ts'

export const rung = z.object({
  level,
  name,
  description,
  permissions: names.describe('What it adds to the rungs below'),
  version: z.int().min(1),
})
export type Rung = z.infer<typeof rung>

export const listLevels = operation({
  id: 'listLevels',
  method: 'GET',
  path: '/api/v1/levels',
  tag: 'Catalogue',
  summary: 'The level ladder',
  description: 'Each rung lists what it adds; a key of a level holds the rungs below too.',
  reply: z.object({ items: z.array(rung).max(9) }),
  status: 200,
  right: needs('permission:read'),
})

const levelParams = z.strictObject({ level: digits(level) })

export const getLevel = operation({
  id: 'getLevel',
  method: 'GET',
  path: '/api/v1/levels/{level}',
  tag: 'Catalogue',
  summary: 'Get a rung of the ladder',
  params: levelParams,
  reply: rung,
  status: 200,
  right: needs('permission:read'),
  errors: ['not_found'],
  versioned: true,
})

export const updateLevelBody = z
  .strictObject({
    name: line(100).optional(),
    description: prose(500).optional(),
    permissions: permissionNames
      .optional()
      .describe('What it adds, by name; one that stands on another rung moves here'),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateLevel = operation({
  id: 'updateLevel',
  method: 'PATCH',
  path: '/api/v1/levels/{level}',
  tag: 'Catalogue',
  summary: 'Change a rung of the ladder',
  description:
    'A permission stands on one rung at most, so one that is named here leaves the rung where it stood, in the same act. From the answer on every node knows; `effective` says so, or what is missing. Nobody gives a level more than they hold.',
  params: levelParams,
  body: updateLevelBody,
  reply: rung.extend({ effective: effective.optional() }),
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const previewLevel = operation({
  id: 'previewLevel',
  method: 'POST',
  path: '/api/v1/levels/{level}/preview',
  tag: 'Catalogue',
  summary: 'Preview a change of a rung',
  description: `Give \`permissions\` as they are to be. ${aboutPreviews}`,
  params: levelParams,
  query: page,
  body: z.strictObject({ permissions: permissionNames }),
  reply: preview,
  status: 200,
  right: needs('permission:update'),
  errors: ['not_found'],
})
