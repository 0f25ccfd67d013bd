import { explainKey } from '#lib/contracts/oversight.ts'
import { explain } from '#lib/core/oversight/explain.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(explainKey, explain))
