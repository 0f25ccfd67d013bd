import { previewRole } from '#lib/contracts/roles.ts'
import { preview } from '#lib/core/catalogue/preview-role.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(previewRole, preview))
