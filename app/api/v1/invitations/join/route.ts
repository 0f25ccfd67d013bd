import { joinByInvitation } from '#lib/contracts/invitations.ts'
import { join } from '#lib/core/invitations/join.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(joinByInvitation, join))
