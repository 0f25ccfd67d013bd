import { listOwners } from '#lib/contracts/organizations.ts'
import { listKeyOwners } from '#lib/core/organizations/list-owners.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listOwners, listKeyOwners))
