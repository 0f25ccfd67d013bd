import { spokenAt } from '#app/docs/dialects/spoken.ts'
import { getDialectOpenApi } from '#lib/contracts/service.ts'
import { env } from '#lib/env.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'
import { dialectDocument } from '#lib/openapi/dialect.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getDialectOpenApi, async (_ctx, { mount }) =>
    dialectDocument(env().LATCHWORK_URL, spokenAt(mount)),
  ),
)
