import { endOldWebhookSecret } from '#lib/contracts/webhooks.ts'
import { endOldSecret } from '#lib/core/webhooks/end-old-secret.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(endOldWebhookSecret, endOldSecret))
