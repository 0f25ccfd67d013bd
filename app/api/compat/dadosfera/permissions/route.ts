import { permissions } from '#lib/dialects/dadosfera/routes.ts'

export const { GET, POST, PUT, PATCH, DELETE } = permissions
