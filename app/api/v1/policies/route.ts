import { listPolicies } from '#lib/contracts/policies.ts'
import { list } from '#lib/core/policies/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listPolicies, list))
