import { sendWebhookTest } from '#lib/contracts/webhooks.ts'
import { sendTest } from '#lib/core/webhooks/send-test.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(sendWebhookTest, sendTest))
