import { z } from 'zod'
import { effective } from './effective.ts'
import { instant, line, uuid } from './fields.ts'
import { operation } from './operation.ts'

export const bulkActions = ['enable', 'disable', 'revoke', 'transfer', 'expire', 'narrow'] as const

export const bulkKeys = operation({
  id: 'bulkKeys',
  method: 'POST',
  path: '/api/v1/keys/bulk',
  tag: 'Keys',
  summary: 'Change many keys',
  description:
    'Each id succeeds or fails by itself; the answer says which. `narrow` leaves each what it has used within 90 days.',
  body: z
    .strictObject({
      action: z.enum(bulkActions),
      ids: z.array(uuid).min(1).max(500),
      ownerId: uuid.optional().describe('For transfer: a member or a service account'),
      reason: line(500).optional().describe('For revoke'),
      expiresAt: instant.nullable().optional().describe('For expire: their new end; null: never'),
    })
    .refine((body) => (body.action === 'transfer') === (body.ownerId !== undefined), {
      message: 'ownerId goes with transfer, and transfer needs it',
      path: ['ownerId'],
    })
    .refine((body) => (body.action === 'expire') === (body.expiresAt !== undefined), {
      message: 'expiresAt goes with expire, and expire needs it',
      path: ['expiresAt'],
    }),
  reply: z.object({
    results: z
      .array(
        z.object({
          id: uuid,
          ok: z.boolean(),
          code: z.string().max(50).optional(),
          detail: z.string().max(2000).optional(),
        }),
      )
      .max(500),
    effective: effective.optional().describe('Left out where nothing was changed'),
  }),
  status: 200,
  right: { kind: 'signed-in' },
})
