import { withdrawHandover } from '#lib/contracts/handovers.ts'
import { withdrawHandover as withdraw } from '#lib/core/envelopes/withdraw-handover.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(withdrawHandover, withdraw))
