import { listMembers } from '#lib/contracts/members.ts'
import { list } from '#lib/core/members/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listMembers, list))
