import { summarizeKeys } from '#lib/contracts/keys.ts'
import { summarize } from '#lib/core/keys/summarize.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(summarizeKeys, summarize))
