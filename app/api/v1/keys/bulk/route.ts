import { bulkKeys } from '#lib/contracts/bulk.ts'
import { bulk } from '#lib/core/keys/bulk.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(bulkKeys, bulk))
