import { endpoints } from '#lib/dialects/freesewing/dialect.ts'
import { route } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = route(...endpoints('documented').key.keys)
