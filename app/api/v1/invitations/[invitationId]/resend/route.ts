import { resendInvitation } from '#lib/contracts/invitations.ts'
import { resend } from '#lib/core/invitations/resend.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(resendInvitation, resend))
