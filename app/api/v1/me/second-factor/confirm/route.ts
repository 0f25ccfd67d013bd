import { confirmSecondFactor as operation } from '#lib/contracts/account.ts'
import { confirmSecondFactor } from '#lib/core/account/confirm-second-factor.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(operation, confirmSecondFactor))
