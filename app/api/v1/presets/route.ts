import { listPresets } from '#lib/contracts/presets.ts'
import { list } from '#lib/core/presets/list.ts'
import { presets } from '#lib/dialects/presets.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listPresets, list(presets)))
