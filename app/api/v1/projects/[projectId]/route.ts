import { getProject, updateProject } from '#lib/contracts/projects.ts'
import { get } from '#lib/core/projects/get.ts'
import { update } from '#lib/core/projects/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getProject, get),
  endpoint(updateProject, update),
)
