import { archiveProject, getArchivePreview } from '#lib/contracts/projects.ts'
import { archive } from '#lib/core/projects/archive.ts'
import { archivePreview } from '#lib/core/projects/archive-preview.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getArchivePreview, archivePreview),
  endpoint(archiveProject, archive),
)
