import { authorizeRequest } from '#lib/contracts/verification.ts'
import { authorize } from '#lib/gate/authorize.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { gatewaySurface } from '#lib/http/gateway-surface.ts'
import { everyMethod } from '#lib/http/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod(
  endpoint(authorizeRequest, authorize, gatewaySurface),
)
