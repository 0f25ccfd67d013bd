import { endSession as operation } from '#lib/contracts/account.ts'
import { endSession } from '#lib/core/sessions/end.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, endSession))
