import { createSession as operation } from '#lib/contracts/account.ts'
import { createSession } from '#lib/core/sessions/create.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, createSession))
