import { withdrawInvitation } from '#lib/contracts/invitations.ts'
import { withdraw } from '#lib/core/invitations/withdraw.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(withdrawInvitation, withdraw))
