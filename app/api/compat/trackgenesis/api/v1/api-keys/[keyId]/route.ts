import { key } from '#lib/dialects/trackgenesis/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = key
