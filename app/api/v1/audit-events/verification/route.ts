import { verifyAuditLog } from '#lib/contracts/audit.ts'
import { verifyLog } from '#lib/core/audit/verify-log.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(verifyAuditLog, verifyLog))
