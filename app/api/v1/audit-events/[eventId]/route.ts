import { getAuditEvent } from '#lib/contracts/audit.ts'
import { get } from '#lib/core/audit/get.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getAuditEvent, get))
