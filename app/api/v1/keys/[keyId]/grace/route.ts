import { endGrace as endContract, extendGrace as extendContract } from '#lib/contracts/keys.ts'
import { endGrace } from '#lib/core/keys/end-grace.ts'
import { extendGrace } from '#lib/core/keys/extend-grace.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(extendContract, extendGrace),
  endpoint(endContract, endGrace),
)
