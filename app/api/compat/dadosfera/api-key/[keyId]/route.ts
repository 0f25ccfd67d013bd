import { key } from '#lib/dialects/dadosfera/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = key
