import { getPermissionUse } from '#lib/contracts/catalogue.ts'
import { use } from '#lib/core/catalogue/permission-use.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getPermissionUse, use))
