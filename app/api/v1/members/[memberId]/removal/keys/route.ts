import { listRemovalKeys } from '#lib/contracts/removal.ts'
import { listKeys } from '#lib/core/members/removal/list-keys.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listRemovalKeys, listKeys))
