import { listNotices } from '#lib/contracts/inbox.ts'
import { list } from '#lib/core/notices/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listNotices, list))
