import { getLive } from '#lib/contracts/service.ts'
import { live } from '#lib/core/service/live.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getLive, live))
