import { createProject, listProjects } from '#lib/contracts/projects.ts'
import { create } from '#lib/core/projects/create.ts'
import { list } from '#lib/core/projects/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listProjects, list),
  endpoint(createProject, create),
)
