import { holdSecret } from '#components/shell/secret-slot.ts'
import { useMutate } from '#lib/client/query.ts'
import {
  createWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  type Webhook,
  type WebhookWithSecret,
} from '#lib/contracts/webhooks.ts'

/** What shows an endpoint, and is stale once one was made or changed. */
export const endpointReads = [listWebhooks, getWebhook] as const

/** Parts an answer: the secret into its slot, the endpoint to whoever asked. Only the latter is ever kept. */
function withoutSecret({ secret, ...endpoint }: WebhookWithSecret): Webhook {
  if (secret !== null) holdSecret(endpoint.id, secret)
  return endpoint
}

/** Makes an endpoint; its secret waits in the slot for the reveal. */
export function useCreateEndpoint(onMade: (endpoint: Webhook) => void) {
  return useMutate(createWebhook, {
    invalidates: endpointReads,
    receive: withoutSecret,
    onSuccess: onMade,
  })
}

/** Gives an endpoint a new secret; it waits in the slot for the reveal. */
export function useRotateSecret(onRotated: (endpoint: Webhook) => void) {
  return useMutate(rotateWebhookSecret, {
    invalidates: endpointReads,
    receive: withoutSecret,
    onSuccess: onRotated,
  })
}
