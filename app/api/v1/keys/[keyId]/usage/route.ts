import { getKeyUsage } from '#lib/contracts/usage.ts'
import { getKeyUsage as usageOf } from '#lib/core/usage/get-key-usage.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getKeyUsage, usageOf))
