import { getEffectivePolicy } from '#lib/contracts/policies.ts'
import { getEffective } from '#lib/core/policies/get-effective.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getEffectivePolicy, getEffective))
