import { z } from 'zod'
import { actorRef } from './api-key.ts'
import { instant, line, uuid } from './fields.ts'
import { operation } from './operation.ts'

/* The one-time link: a secret for somebody else, opened once, without an account. */

/** The longest that a link may wait, in hours. */
export const maxHandoverHours = 72

/** How many links of one key may be out at a time. */
export const maxHandovers = 10

/** How many links of a key are listed. */
export const listedHandovers = 100

const right = { kind: 'permission', name: 'api_key:read', scoped: true } as const
const keyParams = z.strictObject({ keyId: uuid })

export const handoverStates = ['waiting', 'opened', 'expired', 'withdrawn', 'ended'] as const
export type HandoverState = (typeof handoverStates)[number]

export const handover = z.object({
  id: uuid,
  state: z
    .enum(handoverStates)
    .describe('ended: the key was revoked, rotated or expired before anybody opened it'),
  note: z.string().max(200).describe('For whom or what; empty where nothing was said'),
  madeBy: actorRef,
  createdAt: instant,
  expiresAt: instant,
  openedAt: instant.nullable(),
})
export type Handover = z.infer<typeof handover>

export const createHandover = operation({
  id: 'createHandover',
  method: 'POST',
  path: '/api/v1/keys/{keyId}/handovers',
  tag: 'Keys',
  summary: 'Create a one-time link',
  description:
    'For whoever is to have the secret: the link opens once, needs no account, and ends by itself, with the key at the latest. Send back the secret that you were just shown; it must be the key’s newest. The answer carries the link, this once, and nobody can open the link without it, the server included. A rotation or a revocation of the key ends it.',
  params: keyParams,
  body: z.strictObject({
    secret: z.string().min(1).max(200).describe('The key’s newest secret'),
    hours: z.int().min(1).max(maxHandoverHours).default(24),
    note: line(200).optional().describe('For whom or what. Whoever has the link reads it'),
  }),
  reply: handover.extend({ url: z.url().max(2000).nullable() }),
  status: 201,
  right,
  errors: ['not_found', 'conflict', 'limit_exceeded', 'idempotency_mismatch'],
  creates: true,
  once: ['url'],
})

export const listHandovers = operation({
  id: 'listHandovers',
  method: 'GET',
  path: '/api/v1/keys/{keyId}/handovers',
  tag: 'Keys',
  summary: 'List a key’s one-time links',
  description: `The newest ${listedHandovers}, the newest first. The links themselves are kept nowhere.`,
  params: keyParams,
  reply: z.object({ items: z.array(handover).max(listedHandovers) }),
  status: 200,
  right,
  errors: ['not_found'],
})

export const withdrawHandover = operation({
  id: 'withdrawHandover',
  method: 'DELETE',
  path: '/api/v1/keys/{keyId}/handovers/{handoverId}',
  tag: 'Keys',
  summary: 'Withdraw a one-time link',
  description:
    'For who made it, and for who may change the key. What it held is destroyed. A link that no longer waits stays as it is: the answer says what became of it.',
  params: keyParams.extend({ handoverId: uuid }),
  reply: handover,
  status: 200,
  right,
  errors: ['not_found'],
})

const token = z.string().min(1).max(100).describe('What follows the # of the link')

/** The key that a link is of, as whoever has the link is told. */
const ofKey = {
  keyId: uuid,
  keyName: z.string().max(100),
  mask: z.string().max(100),
  generation: z.int().min(1).describe('How many secrets the key has had'),
  organization: z.string().max(100),
  madeBy: z.string().max(200).describe('Who made the link'),
  note: z.string().max(200),
}

export const peekHandover = operation({
  id: 'peekHandover',
  method: 'POST',
  path: '/api/v1/handovers/peek',
  tag: 'Keys',
  summary: 'Look at a one-time link',
  description: 'Says what the link holds, and does not open it. Whoever has the link may ask.',
  body: z.strictObject({ token }),
  reply: z.object({ ...ofKey, createdAt: instant, expiresAt: instant }),
  status: 200,
  right: { kind: 'public' },
  errors: ['not_found', 'gone'],
})
export type Peeked = z.infer<typeof peekHandover.reply>

export const openHandover = operation({
  id: 'openHandover',
  method: 'POST',
  path: '/api/v1/handovers/open',
  tag: 'Keys',
  summary: 'Open a one-time link',
  description:
    'Gives the secret, once: whoever comes second is told when it was opened. If the answer is lost on its way, so is the secret; ask for another link.',
  body: z.strictObject({ token }),
  reply: z.object({
    ...ofKey,
    keyExpiresAt: instant.nullable().describe('When the key ends; null: never'),
    secret: z.string().max(200),
  }),
  status: 200,
  right: { kind: 'public' },
  errors: ['not_found', 'gone'],
  once: ['secret'],
})
export type Opened = z.infer<typeof openHandover.reply>
