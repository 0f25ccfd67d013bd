import { peekInvitation } from '#lib/contracts/invitations.ts'
import { peek } from '#lib/core/invitations/peek.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(peekInvitation, peek))
