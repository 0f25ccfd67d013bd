import { z } from 'zod'
import type { LinkedEvent } from './chain.ts'

const hex = z.string().regex(/^([0-9a-f]{2})*$/)

/** An event as an export has it: every field that the hash covers, and no other, so that nothing in a file goes unverified. */
const linked = z.strictObject({
  organizationId: z.string(),
  seq: z.string().regex(/^-?\d{1,19}$/),
  id: z.string(),
  at: z.string(),
  actor: z.strictObject({
    type: z.enum(['user', 'key', 'system']),
    id: z.string().nullable(),
    name: z.string(),
  }),
  action: z.string(),
  target: z.strictObject({ type: z.string(), id: z.string(), name: z.string() }),
  projectId: z.string().nullable(),
  detail: z.unknown(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
  prevHash: hex,
  hash: hex,
  filter: z.string().optional(),
})

/** A record as an event, and what narrowed its export; null where it is none. */
export function asLinked(value: unknown): { event: LinkedEvent; filter: string | null } | null {
  const parsed = linked.safeParse(value)
  if (!parsed.success || !('detail' in (value as object))) return null
  const { filter = null, ...event } = parsed.data
  return { event, filter }
}
