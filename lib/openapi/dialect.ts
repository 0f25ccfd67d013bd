import type { z } from 'zod'
import { type Mount, mountRoot } from '#lib/contracts/mounts.ts'
import { type Operation, tags } from '#lib/contracts/operation.ts'
import type { ProblemCode } from '#lib/contracts/problem.ts'
import { documentOf, header, jsonSchema, problemsBy } from './document.ts'

/** A contract of another service, as far as its document tells of it. */
export interface SpokenContract {
  mount: Mount
  title: string
  operations: readonly Operation[]
  /** Every refusal fits it. */
  refusals: z.ZodType
  /** With which status a problem goes out. */
  statusOf(code: ProblemCode): number
  /** Headers in which a token or a key travels with no scheme before it. */
  bareHeaders: readonly string[]
}

/**
 * A contract of another service as an OpenAPI 3.1 document: its own paths below our mount, its own credentials, its own refusals.
 * @param origin where the portal is reached, without a slash at its end
 */
export function dialectDocument(origin: string, contract: SpokenContract): Record<string, unknown> {
  const { mount, title, operations, refusals, statusOf, bareHeaders } = contract
  const root = `${mountRoot}/${mount}`
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } }
  const takesKeys = operations.some(({ credential }) => credential === 'any')
  const takesPairs = operations.some(({ credential }) => credential === 'basic')
  return documentOf({
    title: `${title}’s API keys`,
    description: `The contract of ${title}, as Latchwork speaks it at the mount ${mount}.`,
    server: origin + root,
    operations,
    tags: tags.filter((tag) => operations.some((operation) => operation.tag === tag)),
    security: [{ bearer: [] }, ...bareHeaders.map((name) => ({ [schemeOf(name)]: [] }))],
    schemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: takesKeys ? 'An access token, or a key' : 'An access token',
      },
      ...(takesPairs && {
        basic: { type: 'http', scheme: 'basic', description: 'A key’s id and its secret' },
      }),
      ...Object.fromEntries(
        bareHeaders.map((name) => [
          schemeOf(name),
          { type: 'apiKey', in: 'header', name, description: 'With no scheme before it' },
        ]),
      ),
    },
    schemas: { Refusal: jsonSchema(refusals, 'output') },
    idOf: ({ id }) => id.slice(`${mount}.`.length),
    pathOf: ({ path }) => path.slice(root.length),
    refusals: (operation) =>
      Object.fromEntries(
        [...problemsBy(operation, statusOf)].map(([status, codes]) => [
          String(status),
          { description: codes.join(', '), content },
        ]),
      ),
    securityOf: ({ credential }) => (credential === 'basic' ? [{ basic: [] }] : undefined),
    headersOf: pageHeaders,
  })
}

/** `api-key` -> `apiKeyHeader` */
const schemeOf = (name: string) =>
  `${name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Header`

/** What says of a list that it goes on. */
const ofPages = {
  Link: header('The next page, `rel="next"` (RFC 8288); on the last there is none', false),
  'X-Total-Count': header('How many there are in all, where there is more than one page', false),
}

function pageHeaders({ query }: Operation) {
  const { properties = {} } = jsonSchema(query, 'input') as { properties?: object }
  return 'cursor' in properties ? ofPages : undefined
}
