import { documented } from '#lib/dialects/vertesia/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = documented.keys
