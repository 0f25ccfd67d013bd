import { freesewing } from '#lib/dialects/freesewing/dialect.ts'
import { nowhere } from '#lib/http/route.ts'

export const { GET, POST, PUT, PATCH, DELETE } = nowhere(freesewing('live').surface)
