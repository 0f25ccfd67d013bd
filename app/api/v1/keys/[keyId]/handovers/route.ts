import { createHandover, listHandovers } from '#lib/contracts/handovers.ts'
import { createHandover as create } from '#lib/core/envelopes/create-handover.ts'
import { listHandovers as list } from '#lib/core/envelopes/list-handovers.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listHandovers, list),
  endpoint(createHandover, create),
)
