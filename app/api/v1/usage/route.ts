import { getUsage } from '#lib/contracts/usage.ts'
import { getUsage as usage } from '#lib/core/usage/get-usage.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getUsage, usage))
