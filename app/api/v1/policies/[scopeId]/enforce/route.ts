import { enforcePolicy } from '#lib/contracts/policies.ts'
import { enforce } from '#lib/core/policies/enforce.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(enforcePolicy, enforce))
