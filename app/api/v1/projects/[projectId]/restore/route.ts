import { restoreProject } from '#lib/contracts/projects.ts'
import { restore } from '#lib/core/projects/restore.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(restoreProject, restore))
