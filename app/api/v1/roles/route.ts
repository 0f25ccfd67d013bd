import { createRole, listRoles } from '#lib/contracts/roles.ts'
import { create } from '#lib/core/catalogue/create-role.ts'
import { roles } from '#lib/core/catalogue/list-roles.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listRoles, roles),
  endpoint(createRole, create),
)
