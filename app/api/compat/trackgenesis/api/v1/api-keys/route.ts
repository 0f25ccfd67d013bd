import { keys } from '#lib/dialects/trackgenesis/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = keys
