import { getAuditKeys } from '#lib/contracts/audit.ts'
import { keys } from '#lib/core/audit/keys.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getAuditKeys, keys))
