import { listPolicyBreaches } from '#lib/contracts/policies.ts'
import { listBreaches } from '#lib/core/policies/list-breaches.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listPolicyBreaches, listBreaches))
