import { verifyKeys } from '#lib/contracts/verification.ts'
import { verifyBatch } from '#lib/gate/verify-batch.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(verifyKeys, verifyBatch))
