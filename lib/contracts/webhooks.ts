import { z } from 'zod'
import { commaList, cursor, instant, limit, line, uuid } from './fields.ts'
import { type NoticeName, noticeNames } from './notices.ts'
import { operation } from './operation.ts'

/* Webhooks in the format of Standard Webhooks 1.0 (standardwebhooks.com). */

/** How many endpoints an organization may have. */
export const maxEndpoints = 50

/** For how long a secret that was replaced signs too, in seconds, where nothing else is said. */
export const defaultSecretGrace = 86_400

/** Days that deliveries are kept for. */
export const keptDeliveryDays = 30

/** How many of an endpoint's last deliveries are shown with it. */
export const recentDeliveries = 30

/** How much of an answer's body is read and kept, in bytes. */
export const keptAnswerBytes = 4096

/** Seconds after the attempt before at which a delivery is tried again, and how often therefore; a tenth more or less each. */
export const retryGaps = [5, 60, 300, 1_800, 7_200, 14_400, 21_600, 43_200] as const

/** Days of nothing but failures after which an endpoint is disabled. */
export const failingDays = 5

/** The type of what is sent by hand to try an endpoint. */
export const testType = 'webhook.test'

/** What a delivery may be of. */
export const deliveredTypes: readonly (NoticeName | typeof testType)[] = [...noticeNames, testType]

const read = { kind: 'permission', name: 'webhook:read', scoped: false } as const
const update = { kind: 'permission', name: 'webhook:update', scoped: false } as const

const address = z
  .string()
  .min(1)
  .max(2000)
  .describe('Where deliveries are sent: an https address that is reached over the public internet')

const types = z
  .array(z.enum(noticeNames))
  .max(50)
  .transform((list) => [...new Set(list)])
  .describe('What it is told of; empty: everything')

export const deliveryStates = ['pending', 'delivered', 'failed', 'superseded'] as const
export type DeliveryState = (typeof deliveryStates)[number]
const deliveryState = z
  .enum(deliveryStates)
  .describe(
    'pending: on its way, or to be tried again at `nextAt`; failed: given up; superseded: delivered anew by hand before it was over',
  )

export const endpointStates = ['working', 'failing', 'idle', 'disabled'] as const
export type EndpointState = (typeof endpointStates)[number]

/** Why the server disabled an endpoint. */
export const disabledReasons = ['failing', 'gone'] as const

export const webhook = z.object({
  id: uuid,
  projectId: uuid
    .nullable()
    .describe('Whose events it is told of; null: of every project and the organization'),
  url: z.string().max(2000),
  description: z.string().max(200),
  types: z.array(z.string().max(60)).max(50).describe('What it is told of; empty: everything'),
  enabled: z.boolean(),
  state: z.enum(endpointStates).describe('idle: no delivery has ended yet'),
  failingSince: instant.nullable().describe('Since when nothing but failures, tests aside'),
  disabledReason: z
    .enum(disabledReasons)
    .nullable()
    .describe(
      `Why Latchwork disabled it. failing: nothing but failures for ${failingDays} days; gone: it answered 410`,
    ),
  oldSecretUntil: instant.nullable().describe('Until when the secret before signs too'),
  recent: z
    .array(z.object({ id: uuid, state: deliveryState, createdAt: instant }))
    .max(recentDeliveries)
    .describe('Its last deliveries, the newest first'),
  version: z.int().min(1),
  createdAt: instant,
  updatedAt: instant,
})
export type Webhook = z.infer<typeof webhook>

/** With its secret, which is shown this once. */
const withSecret = webhook.extend({
  secret: z
    .string()
    .max(100)
    .nullable()
    .describe('`whsec_` and 32 bytes in base64. Shown this once; null where a request is repeated'),
})
export type WebhookWithSecret = z.infer<typeof withSecret>

export const listWebhooks = operation({
  id: 'listWebhooks',
  method: 'GET',
  path: '/api/v1/webhooks',
  tag: 'Webhooks',
  summary: 'List webhook endpoints',
  description: 'The newest first.',
  query: z.strictObject({ cursor: cursor.optional(), limit, q: line(100).optional() }),
  reply: z.object({ items: z.array(webhook).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: read,
})

export const createWebhookBody = z.strictObject({
  url: address,
  description: line(200, 0).optional(),
  types: types.optional(),
  projectId: uuid
    .nullable()
    .optional()
    .describe('Only events of this project. A key makes endpoints for its own project alone'),
})

export const createWebhook = operation({
  id: 'createWebhook',
  method: 'POST',
  path: '/api/v1/webhooks',
  tag: 'Webhooks',
  summary: 'Create a webhook endpoint',
  description:
    'The answer carries the signing secret, this once. Addresses that lead into your own network are refused, here and again at each delivery.',
  body: createWebhookBody,
  reply: withSecret,
  status: 201,
  right: update,
  errors: ['not_found', 'limit_exceeded', 'idempotency_mismatch'],
  creates: true,
  once: ['secret'],
  versioned: true,
})

const endpointParams = z.strictObject({ endpointId: uuid })

export const getWebhook = operation({
  id: 'getWebhook',
  method: 'GET',
  path: '/api/v1/webhooks/{endpointId}',
  tag: 'Webhooks',
  summary: 'Get a webhook endpoint',
  params: endpointParams,
  reply: webhook,
  status: 200,
  right: read,
  errors: ['not_found'],
  versioned: true,
})

export const updateWebhookBody = z
  .strictObject({
    url: address.optional(),
    description: line(200, 0).optional(),
    types: types.optional(),
    projectId: uuid.nullable().optional(),
    enabled: z
      .boolean()
      .optional()
      .describe('false: nothing is sent any more, and what was on its way is given up'),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'Give at least one field to change',
  )

export const updateWebhook = operation({
  id: 'updateWebhook',
  method: 'PATCH',
  path: '/api/v1/webhooks/{endpointId}',
  tag: 'Webhooks',
  summary: 'Change a webhook endpoint',
  description:
    'What is on its way goes to the new address at its next attempt. Enabling an endpoint forgets that it was failing; what it missed meanwhile is not sent.',
  params: endpointParams,
  body: updateWebhookBody,
  reply: webhook,
  status: 200,
  right: update,
  errors: ['not_found', 'precondition_failed'],
  versioned: true,
})

export const deleteWebhook = operation({
  id: 'deleteWebhook',
  method: 'DELETE',
  path: '/api/v1/webhooks/{endpointId}',
  tag: 'Webhooks',
  summary: 'Delete a webhook endpoint',
  description: 'With its log; what is on its way is not sent.',
  params: endpointParams,
  status: 204,
  right: update,
  errors: ['not_found'],
})

export const rotateWebhookSecret = operation({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: '/api/v1/webhooks/{endpointId}/rotate-secret',
  tag: 'Webhooks',
  summary: 'Rotate a signing secret',
  description:
    'The answer carries the new secret, this once. Until the grace ends each delivery is signed with both, so that a receiver that knows either accepts it. A secret older than the last ends at once.',
  params: endpointParams,
  body: z.strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(7 * 86_400)
      .default(defaultSecretGrace)
      .describe('For how long the secret before signs too'),
  }),
  reply: withSecret,
  status: 201,
  right: update,
  errors: ['not_found', 'precondition_failed', 'idempotency_mismatch'],
  creates: true,
  once: ['secret'],
  versioned: true,
})

export const endOldWebhookSecret = operation({
  id: 'endOldWebhookSecret',
  method: 'DELETE',
  path: '/api/v1/webhooks/{endpointId}/old-secret',
  tag: 'Webhooks',
  summary: 'End the secret before a rotation now',
  description: 'It signs nothing from now on. Where there is none, nothing changes.',
  params: endpointParams,
  reply: webhook,
  status: 200,
  right: update,
  errors: ['not_found'],
})

export const delivery = z.object({
  id: uuid,
  endpointId: uuid,
  messageId: uuid.describe('`webhook-id`: the same for each attempt and each redelivery of an event'),
  type: z.string().max(60),
  subject: z
    .object({ name: z.string().max(320), mask: z.string().max(100).nullable().describe('Of a key') })
    .nullable()
    .describe('What the event is about, as it was called then; null where that is nothing with a name'),
  state: deliveryState,
  attempts: z.int().min(0),
  createdAt: instant,
  nextAt: instant.nullable().describe('When it is tried next; null once it is over'),
  deliveredAt: instant.nullable(),
  last: z
    .object({
      at: instant,
      duration: z.int().min(0).describe('Milliseconds'),
      status: z.int().nullable().describe('The answer’s; null where none came'),
      error: z.string().max(300).nullable().describe('Why it failed, where the status does not say it'),
    })
    .nullable()
    .describe('The last attempt'),
})
export type Delivery = z.infer<typeof delivery>

export const listWebhookDeliveries = operation({
  id: 'listWebhookDeliveries',
  method: 'GET',
  path: '/api/v1/webhooks/{endpointId}/deliveries',
  tag: 'Webhooks',
  summary: 'List deliveries',
  description: `The newest first. They are kept for ${keptDeliveryDays} days.`,
  params: endpointParams,
  query: z.strictObject({
    cursor: cursor.optional(),
    limit,
    state: commaList(z.enum(deliveryStates), deliveryStates.length).optional(),
    type: commaList(z.enum(deliveredTypes), deliveredTypes.length).optional(),
  }),
  reply: z.object({ items: z.array(delivery).max(200), nextCursor: cursor.nullable() }),
  status: 200,
  right: read,
  errors: ['not_found'],
})

const deliveryParams = endpointParams.extend({ deliveryId: uuid })

export const deliveryDetail = delivery.extend({
  payload: z.string().max(200_000).describe('The body that is sent, to the byte'),
  log: z
    .array(
      z.object({
        id: uuid,
        at: instant,
        duration: z.int().min(0).describe('Milliseconds'),
        status: z.int().nullable(),
        error: z.string().max(300).nullable(),
        body: z.string().max(keptAnswerBytes).describe(`The first ${keptAnswerBytes} bytes of the answer`),
        headers: z
          .record(z.string().max(60), z.string().max(300))
          .describe('What was sent with it; signatures are not kept'),
      }),
    )
    .max(50)
    .describe('Each attempt, the last first'),
})
export type DeliveryDetail = z.infer<typeof deliveryDetail>

export const getWebhookDelivery = operation({
  id: 'getWebhookDelivery',
  method: 'GET',
  path: '/api/v1/webhooks/{endpointId}/deliveries/{deliveryId}',
  tag: 'Webhooks',
  summary: 'Get a delivery',
  description: 'With what was sent, and what each attempt was answered.',
  params: deliveryParams,
  reply: deliveryDetail,
  status: 200,
  right: read,
  errors: ['not_found'],
})

export const redeliverWebhook = operation({
  id: 'redeliverWebhook',
  method: 'POST',
  path: '/api/v1/webhooks/{endpointId}/deliveries/{deliveryId}/redeliver',
  tag: 'Webhooks',
  summary: 'Deliver again',
  description:
    'Makes a new delivery of the same event, due now, with the same message id. One that was still to be tried again is superseded by it.',
  params: deliveryParams,
  reply: delivery,
  status: 202,
  right: update,
  errors: ['not_found', 'conflict'],
})

export const sendWebhookTest = operation({
  id: 'sendWebhookTest',
  method: 'POST',
  path: '/api/v1/webhooks/{endpointId}/test',
  tag: 'Webhooks',
  summary: 'Send a test event',
  description: `An event of type \`${testType}\`, whatever types the endpoint wants. It is tried once.`,
  params: endpointParams,
  reply: delivery,
  status: 202,
  right: update,
  errors: ['not_found', 'conflict'],
})
