import { createWebhook, listWebhooks } from '#lib/contracts/webhooks.ts'
import { create } from '#lib/core/webhooks/create.ts'
import { list } from '#lib/core/webhooks/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listWebhooks, list),
  endpoint(createWebhook, create),
)
