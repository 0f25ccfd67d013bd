import { listKeyEvents } from '#lib/contracts/keys.ts'
import { listEvents } from '#lib/core/keys/list-events.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listKeyEvents, listEvents))
