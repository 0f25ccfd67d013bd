import { getLevel, updateLevel } from '#lib/contracts/levels.ts'
import { get } from '#lib/core/catalogue/get-level.ts'
import { update } from '#lib/core/catalogue/update-level.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(endpoint(getLevel, get), endpoint(updateLevel, update))
