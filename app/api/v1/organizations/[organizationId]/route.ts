import { updateOrganization } from '#lib/contracts/organizations.ts'
import { update } from '#lib/core/organizations/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(updateOrganization, update))
