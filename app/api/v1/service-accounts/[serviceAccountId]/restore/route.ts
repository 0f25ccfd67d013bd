import { restoreServiceAccount } from '#lib/contracts/service-accounts.ts'
import { restore } from '#lib/core/service-accounts/restore.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(restoreServiceAccount, restore))
