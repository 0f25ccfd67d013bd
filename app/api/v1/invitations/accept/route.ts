import { acceptInvitation } from '#lib/contracts/invitations.ts'
import { accept } from '#lib/core/invitations/accept.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(acceptInvitation, accept))
