import { getMember, updateMember } from '#lib/contracts/members.ts'
import { get } from '#lib/core/members/get.ts'
import { update } from '#lib/core/members/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getMember, get),
  endpoint(updateMember, update),
)
