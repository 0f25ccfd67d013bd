import { createKey, listKeys } from '#lib/contracts/keys.ts'
import { create } from '#lib/core/keys/create.ts'
import { list } from '#lib/core/keys/list.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listKeys, list), endpoint(createKey, create))
