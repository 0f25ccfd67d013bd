import { verifyKey } from '#lib/contracts/verification.ts'
import { verify } from '#lib/gate/verify.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(verifyKey, verify))
