import { createServiceAccount, listServiceAccounts } from '#lib/contracts/service-accounts.ts'
import { create } from '#lib/core/service-accounts/create.ts'
import { list } from '#lib/core/service-accounts/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(listServiceAccounts, list),
  endpoint(createServiceAccount, create),
)
