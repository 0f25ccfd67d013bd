import { listWebhookDeliveries } from '#lib/contracts/webhooks.ts'
import { listDeliveries } from '#lib/core/webhooks/list-deliveries.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listWebhookDeliveries, listDeliveries))
