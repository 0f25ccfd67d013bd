import { approveRequest } from '#lib/contracts/approvals.ts'
import { approve } from '#lib/core/approvals/decide.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(approveRequest, approve))
