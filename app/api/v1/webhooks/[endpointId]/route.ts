import { deleteWebhook, getWebhook, updateWebhook } from '#lib/contracts/webhooks.ts'
import { get } from '#lib/core/webhooks/get.ts'
import { remove } from '#lib/core/webhooks/remove.ts'
import { update } from '#lib/core/webhooks/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getWebhook, get),
  endpoint(updateWebhook, update),
  endpoint(deleteWebhook, remove),
)
