import { issueTokenFor } from '#lib/auth/oauth/issue.ts'
import { issueToken } from '#lib/contracts/tokens.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { oauthSurface } from '#lib/http/oauth-surface.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(issueToken, issueTokenFor, oauthSurface))
