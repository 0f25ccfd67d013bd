import { switchContext as operation } from '#lib/contracts/account.ts'
import { switchContext } from '#lib/core/account/switch-context.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, switchContext))
