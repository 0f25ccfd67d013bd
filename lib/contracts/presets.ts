import { z } from 'zod'
import { level } from './api-key.ts'
import { effective } from './effective.ts'
import { operation } from './operation.ts'
import { builtInPermissions, holds } from './permissions.ts'

const name = z.string().max(100)
const description = z.string().max(500)
const names = z.array(name).max(500)

/** A part of a preset: what an organization lacks of it, or what was added. */
const part = z.object({
  permissions: z.array(z.object({ name, description })).max(500),
  roles: z
    .array(
      z.object({
        name,
        description,
        isNew: z.boolean().describe('There is no role of this name yet'),
        permissions: names.describe('What the role lacks; all of its permissions where it is new'),
      }),
    )
    .max(100),
  levels: z
    .array(
      z.object({
        level,
        name,
        description,
        isNew: z.boolean().describe('The ladder has no such rung yet'),
        permissions: names.describe('What the rung lacks of what it adds to those below'),
      }),
    )
    .max(9),
})

/** What presets are called in addresses and on the command line: `vertesia`. */
export const presetName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/)

export const preset = z.object({
  name: presetName,
  title: name,
  about: description,
  permissions: z.int().min(0).describe('How many it has in all'),
  roles: z.int().min(0).describe('How many it has in all'),
  levels: z.int().min(0).describe('How many it has in all'),
  missing: part.extend({
    keys: z
      .int()
      .min(0)
      .nullable()
      .describe('How many keys that are not revoked would hold more; null for who may not install it'),
  }),
})
export type Preset = z.infer<typeof preset>

export const listPresets = operation({
  id: 'listPresets',
  method: 'GET',
  path: '/api/v1/presets',
  tag: 'Catalogue',
  summary: 'List presets',
  description:
    'Vocabularies that an organization can take over whole: permissions, roles for keys, and what rungs of the ladder add. `missing` is what yours lacks of each; it is empty where all of it is there.',
  reply: z.object({ items: z.array(preset).max(100) }),
  status: 200,
  right: { kind: 'permission', name: 'permission:read', scoped: false },
})

export const installPreset = operation({
  id: 'installPreset',
  method: 'POST',
  path: '/api/v1/presets/{preset}',
  tag: 'Catalogue',
  summary: 'Install a preset',
  description:
    'Adds what the organization lacks of it, and tells what that was. Nothing is taken away or renamed. A role or a rung that is there already gets what it lacks, so that its keys hold more from then on: people alone may do this, and nobody hands on a permission over Latchwork itself that they do not hold. A second time adds nothing.',
  params: z.strictObject({ preset: presetName }),
  reply: part.extend({
    keys: z.int().min(0).describe('How many keys that are not revoked hold more through it'),
    effective,
  }),
  status: 200,
  right: { kind: 'permission', name: 'permission:update', scoped: false },
  errors: ['not_found', 'limit_exceeded'],
})

/** Permissions that roles and rungs of a preset would hand on. */
interface Handing {
  roles: readonly { permissions: readonly string[] }[]
  levels: readonly { permissions: readonly string[] }[]
}

/**
 * What of it governs Latchwork itself and is not held by who installs it, each name once. Of the organization's own permissions its
 * people hold all, new ones too; of these nobody hands on what they do not hold.
 */
export function beyondHeld({ roles, levels }: Handing, held: ReadonlySet<string>): string[] {
  const handed = new Set([...roles, ...levels].flatMap(({ permissions }) => permissions))
  return [...handed].filter((one) => Object.hasOwn(builtInPermissions, one) && !holds(held, one))
}
