import { listLevels } from '#lib/contracts/levels.ts'
import { levels } from '#lib/core/catalogue/list-levels.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(listLevels, levels))
