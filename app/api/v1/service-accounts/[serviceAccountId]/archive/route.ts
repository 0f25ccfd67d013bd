import { archiveServiceAccount } from '#lib/contracts/service-accounts.ts'
import { archive } from '#lib/core/service-accounts/archive.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(archiveServiceAccount, archive))
