import { openHandover } from '#lib/contracts/handovers.ts'
import { openHandover as open } from '#lib/core/envelopes/open-handover.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(openHandover, open))
