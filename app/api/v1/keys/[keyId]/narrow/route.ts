import { narrowKey } from '#lib/contracts/oversight.ts'
import { narrow } from '#lib/core/oversight/narrow.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(narrowKey, narrow))
