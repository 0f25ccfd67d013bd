import * as operations from '#lib/contracts/account.ts'
import { endAllSessions } from '#lib/core/sessions/end-all.ts'
import { listSessions } from '#lib/core/sessions/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(operations.listSessions, listSessions),
  endpoint(operations.endAllSessions, endAllSessions),
)
