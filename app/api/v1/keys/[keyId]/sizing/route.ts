import { getKeySizing } from '#lib/contracts/oversight.ts'
import { getSizing } from '#lib/core/oversight/sizing.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getKeySizing, getSizing))
