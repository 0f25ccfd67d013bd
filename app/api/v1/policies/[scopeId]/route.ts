import { getPolicy } from '#lib/contracts/policies.ts'
import { get } from '#lib/core/policies/get.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getPolicy, get))
