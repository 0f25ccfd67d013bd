import { transferOrganization } from '#lib/contracts/members.ts'
import { transferOwnership } from '#lib/core/members/transfer-ownership.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(transferOrganization, transferOwnership))
