import { previewRemoval, removeMember } from '#lib/contracts/removal.ts'
import { preview } from '#lib/core/members/removal/preview.ts'
import { remove } from '#lib/core/members/removal/remove.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(previewRemoval, preview),
  endpoint(removeMember, remove),
)
