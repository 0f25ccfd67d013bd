import { revokeToken } from '#lib/contracts/tokens.ts'
import { revokeTokenOf } from '#lib/core/tokens/revoke.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { oauthSurface } from '#lib/http/oauth-surface.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(revokeToken, revokeTokenOf, oauthSurface))
