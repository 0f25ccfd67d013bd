import type { z } from 'zod'
import { type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import type { ProblemCode } from '#lib/contracts/problem.ts'
import { jsonSchema, pathsOf, problemsBy } from './document.ts'

/** A contract of another service, as far as a document tells of it. */
export interface SpokenContract {
  mount: Mount
  title: string
  operations: readonly Operation[]
  /** Every refusal fits it. */
  refusals: z.ZodType
  /** With which status a problem goes out. */
  statusOf(code: ProblemCode): number
}

/**
 * A contract of another service as an OpenAPI 3.1 document: its own paths below our mount, its own refusals.
 * @param origin where the portal is reached, without a slash at its end
 */
export function dialectDocument(origin: string, contract: SpokenContract): Record<string, unknown> {
  const { mount, title, operations, refusals, statusOf } = contract
  const root = `${mountRoot}/${mount}`
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } }
  return {
    openapi: '3.1.1',
    info: {
      title: `${title}, by Latchwork`,
      version: mount,
      description: `The API keys of ${title}, at the mount ${mount}.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin + root }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths: pathsOf({
      operations,
      pathOf: ({ path }) => path.slice(root.length),
      refusals: (operation) =>
        Object.fromEntries(
          [...problemsBy(operation, statusOf)].map(([status, codes]) => [
            String(status),
            { description: codes.join(', '), content },
          ]),
        ),
      security: ({ credential }) => (credential === 'basic' ? [{ basic: [] }] : undefined),
    }),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token or, where the service takes one, a key',
        },
        basic: { type: 'http', scheme: 'basic', description: 'A key’s id and its secret' },
      },
      schemas: { Refusal: jsonSchema(refusals, 'output') },
    },
  }
}
