import { getApproval } from '#lib/contracts/approvals.ts'
import { get } from '#lib/core/approvals/get.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getApproval, get))
