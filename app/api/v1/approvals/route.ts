import { listApprovals, requestApproval } from '#lib/contracts/approvals.ts'
import { list } from '#lib/core/approvals/list.ts'
import { request } from '#lib/core/approvals/request.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listApprovals, list),
  endpoint(requestApproval, request),
)
