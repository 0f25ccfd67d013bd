import { createOrganization } from '#lib/contracts/organizations.ts'
import { create } from '#lib/core/organizations/create.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(createOrganization, create))
