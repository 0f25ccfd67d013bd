import { peekHandover } from '#lib/contracts/handovers.ts'
import { peekHandover as peek } from '#lib/core/envelopes/peek-handover.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(peekHandover, peek))
