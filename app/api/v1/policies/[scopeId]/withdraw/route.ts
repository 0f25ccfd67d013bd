import { withdrawPolicy } from '#lib/contracts/policies.ts'
import { withdraw } from '#lib/core/policies/enforce.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(withdrawPolicy, withdraw))
