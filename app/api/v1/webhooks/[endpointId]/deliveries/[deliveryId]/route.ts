import { getWebhookDelivery } from '#lib/contracts/webhooks.ts'
import { getDelivery } from '#lib/core/webhooks/get-delivery.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getWebhookDelivery, getDelivery))
