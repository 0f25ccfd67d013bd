import { installPreset } from '#lib/contracts/presets.ts'
import { installNamed } from '#lib/core/presets/install-named.ts'
import { presets } from '#lib/dialects/presets.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(installPreset, installNamed(presets)))
