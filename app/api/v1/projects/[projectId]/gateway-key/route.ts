import {
  createGatewayKey as createContract,
  revokeGatewayKey as revokeContract,
} from '#lib/contracts/projects.ts'
import { createGatewayKey } from '#lib/core/projects/create-gateway-key.ts'
import { revokeGatewayKey } from '#lib/core/projects/revoke-gateway-key.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(createContract, createGatewayKey),
  endpoint(revokeContract, revokeGatewayKey),
)
