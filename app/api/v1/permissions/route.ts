import { listPermissions } from '#lib/contracts/organizations.ts'
import { permissions } from '#lib/core/catalogue/list-permissions.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listPermissions, permissions))
