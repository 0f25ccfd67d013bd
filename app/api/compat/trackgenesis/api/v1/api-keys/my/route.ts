import { ownKeys } from '#lib/dialects/trackgenesis/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = ownKeys
