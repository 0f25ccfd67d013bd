import * as operations from '#lib/contracts/account.ts'
import { getMe } from '#lib/core/account/get-me.ts'
import { updateMe } from '#lib/core/account/update-me.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(operations.getMe, getMe),
  endpoint(operations.updateMe, updateMe),
)
