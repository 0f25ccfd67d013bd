import { getOpenApi } from '#lib/contracts/service.ts'
import { env } from '#lib/env.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'
import { openApiDocument } from '#lib/openapi/document.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(
  endpoint(getOpenApi, async () => openApiDocument(env().LATCHWORK_URL)),
)
