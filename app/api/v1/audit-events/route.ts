import { listAuditEvents } from '#lib/contracts/audit.ts'
import { list } from '#lib/core/audit/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listAuditEvents, list))
