import { previewProject } from '#lib/contracts/projects.ts'
import { preview } from '#lib/core/projects/preview.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(previewProject, preview))
