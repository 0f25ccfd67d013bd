import { previewPermissionDeletion } from '#lib/contracts/catalogue.ts'
import { preview } from '#lib/core/catalogue/permission-use.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(previewPermissionDeletion, preview))
