import { rotateWebhookSecret } from '#lib/contracts/webhooks.ts'
import { rotateSecret } from '#lib/core/webhooks/rotate-secret.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(rotateWebhookSecret, rotateSecret))
