import { redeliverWebhook } from '#lib/contracts/webhooks.ts'
import { redeliver } from '#lib/core/webhooks/redeliver.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(redeliverWebhook, redeliver))
