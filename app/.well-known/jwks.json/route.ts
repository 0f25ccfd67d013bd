import { getSigningKeys } from '#lib/contracts/tokens.ts'
import { signingKeys } from '#lib/core/tokens/published.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getSigningKeys, signingKeys))
