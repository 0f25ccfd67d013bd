import { markAllNotices } from '#lib/contracts/inbox.ts'
import { markAll } from '#lib/core/notices/mark.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(markAllNotices, markAll))
