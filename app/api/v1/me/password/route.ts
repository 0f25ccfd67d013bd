import { changePassword as operation } from '#lib/contracts/account.ts'
import { changePassword } from '#lib/core/account/change-password.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, changePassword))
