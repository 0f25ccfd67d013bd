import { getServiceAccount, updateServiceAccount } from '#lib/contracts/service-accounts.ts'
import { get } from '#lib/core/service-accounts/get.ts'
import { update } from '#lib/core/service-accounts/update.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getServiceAccount, get),
  endpoint(updateServiceAccount, update),
)
