import { z } from 'zod'
import { mounts } from './mounts.ts'
import { operation } from './operation.ts'

export const getOpenApi = operation({
  id: 'getOpenApi',
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag: 'Service',
  summary: 'This contract as OpenAPI 3.1',
  reply: z.record(z.string().max(200), z.unknown()),
  status: 200,
  right: { kind: 'public' },
})

export const getDialectOpenApi = operation({
  id: 'getDialectOpenApi',
  method: 'GET',
  path: '/api/v1/dialects/{mount}/openapi.json',
  tag: 'Service',
  summary: 'The contract of another service as OpenAPI 3.1',
  description: 'As it is served at one of its mounts, with the paths of that service.',
  params: z.strictObject({ mount: z.enum(mounts) }),
  reply: z.record(z.string().max(200), z.unknown()),
  status: 200,
  right: { kind: 'public' },
  errors: ['not_found'],
})

export const getLive = operation({
  id: 'getLive',
  method: 'GET',
  path: '/api/health/live',
  tag: 'Service',
  summary: 'Whether the process runs',
  reply: z.object({ status: z.literal('ok') }),
  status: 200,
  right: { kind: 'public' },
})

export const getReady = operation({
  id: 'getReady',
  method: 'GET',
  path: '/api/health/ready',
  tag: 'Service',
  summary: 'Whether it can serve',
  description: 'Asks the database, and whether its migrations are this version’s. 503 otherwise.',
  reply: z.object({ status: z.literal('ok'), database: z.literal('ok'), migrations: z.literal('ok') }),
  status: 200,
  right: { kind: 'public' },
})
