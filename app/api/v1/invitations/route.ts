import { createInvitation, listInvitations } from '#lib/contracts/invitations.ts'
import { create } from '#lib/core/invitations/create.ts'
import { list } from '#lib/core/invitations/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listInvitations, list),
  endpoint(createInvitation, create),
)
