import { countUnreadNotices } from '#lib/contracts/inbox.ts'
import { countUnread } from '#lib/core/notices/count-unread.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(countUnreadNotices, countUnread))
