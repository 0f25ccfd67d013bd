import { getKeyToken } from '#lib/contracts/tokens.ts'
import { getToken } from '#lib/core/tokens/get.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getKeyToken, getToken))
