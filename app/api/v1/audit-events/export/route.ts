import { exportAuditEvents } from '#lib/contracts/audit.ts'
import { exportEvents } from '#lib/core/audit/export.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(exportAuditEvents, exportEvents))
