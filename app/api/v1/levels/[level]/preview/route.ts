import { previewLevel } from '#lib/contracts/levels.ts'
import { preview } from '#lib/core/catalogue/preview-level.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(previewLevel, preview))
