import { getReady } from '#lib/contracts/service.ts'
import { ready } from '#lib/core/service/ready.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getReady, ready))
