import { leaveOrganization } from '#lib/contracts/members.ts'
import { leave } from '#lib/core/members/leave.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(leaveOrganization, leave))
