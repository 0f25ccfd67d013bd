import { markNotice } from '#lib/contracts/inbox.ts'
import { mark } from '#lib/core/notices/mark.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(markNotice, mark))
