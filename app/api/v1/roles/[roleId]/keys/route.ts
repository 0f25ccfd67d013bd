import { listRoleKeys } from '#lib/contracts/roles.ts'
import { roleKeys } from '#lib/core/catalogue/role-keys.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listRoleKeys, roleKeys))
