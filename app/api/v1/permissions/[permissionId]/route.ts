import { deletePermission, getPermission, updatePermission } from '#lib/contracts/catalogue.ts'
import { remove } from '#lib/core/catalogue/delete-permission.ts'
import { get } from '#lib/core/catalogue/get-permission.ts'
import { update } from '#lib/core/catalogue/update-permission.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getPermission, get),
  endpoint(updatePermission, update),
  endpoint(deletePermission, remove),
)
