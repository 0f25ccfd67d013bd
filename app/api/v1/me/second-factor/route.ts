import * as operations from '#lib/contracts/account.ts'
import { removeSecondFactor } from '#lib/core/account/remove-second-factor.ts'
import { startSecondFactor } from '#lib/core/account/start-second-factor.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(operations.startSecondFactor, startSecondFactor),
  endpoint(operations.removeSecondFactor, removeSecondFactor),
)
