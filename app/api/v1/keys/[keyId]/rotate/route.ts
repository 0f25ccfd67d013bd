import { rotateKey } from '#lib/contracts/keys.ts'
import { rotate } from '#lib/core/keys/rotate.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(rotateKey, rotate))
