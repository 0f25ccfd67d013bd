import { regenerateRecoveryCodes as operation } from '#lib/contracts/account.ts'
import { regenerateRecoveryCodes } from '#lib/core/account/regenerate-recovery-codes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, regenerateRecoveryCodes))
