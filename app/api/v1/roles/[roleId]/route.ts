import { deleteRole, getRole, updateRole } from '#lib/contracts/roles.ts'
import { remove } from '#lib/core/catalogue/delete-role.ts'
import { get } from '#lib/core/catalogue/get-role.ts'
import { update } from '#lib/core/catalogue/update-role.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getRole, get),
  endpoint(updateRole, update),
  endpoint(deleteRole, remove),
)
