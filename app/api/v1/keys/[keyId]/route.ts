import { getKey, revokeKey, updateKey } from '#lib/contracts/keys.ts'
import { get } from '#lib/core/keys/get.ts'
import { revoke } from '#lib/core/keys/revoke.ts'
import { update } from '#lib/core/keys/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getKey, get),
  endpoint(updateKey, update),
  endpoint(revokeKey, revoke),
)
