import { getOwnKey } from '#lib/contracts/keys.ts'
import { getOwn } from '#lib/core/keys/get-own.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getOwnKey, getOwn))
