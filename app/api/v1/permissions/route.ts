import { createPermission, listPermissions } from '#lib/contracts/catalogue.ts'
import { create } from '#lib/core/catalogue/create-permission.ts'
import { permissions } from '#lib/core/catalogue/list-permissions.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listPermissions, permissions),
  endpoint(createPermission, create),
)
