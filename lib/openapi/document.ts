import { z } from 'zod'
import type { Operation, Right } from '#lib/contracts/operation.ts'
import { gatewayKeyHeader, tags } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { type ProblemCode, problem, problemStatus, sharedProblems } from '#lib/contracts/problem.ts'
import { oauthError } from '#lib/contracts/tokens.ts'

type Json = Record<string, unknown>

/** What of a document the contract decides that is described. */
interface Described {
  operations: readonly Operation[]
  /** An operation's path, below the server's address. */
  pathOf(operation: Operation): string
  /** The answers with which an operation refuses, by their status. */
  refusals(operation: Operation): Record<string, Json>
  /** What an operation takes for a credential, where that is not what most do. */
  security?(operation: Operation): Json[] | undefined
}

/** The paths of a document. Source: OpenAPI Specification 3.1.1. */
export function pathsOf(described: Described): Record<string, Json> {
  const paths: Record<string, Json> = {}
  for (const operation of described.operations) {
    const at = described.pathOf(operation)
    const path = paths[at] ?? {}
    path[operation.method.toLowerCase()] = describe(operation, described)
    // An answer that is all in its headers is worth asking for alone.
    if (operation.gateway)
      path.head = { ...describe(operation, described), operationId: `${operation.id}Head` }
    paths[at] = path
  }
  return paths
}

/**
 * The native contract as an OpenAPI 3.1 document, made from the operations and nothing else.
 * @param origin where the portal is reached, without a slash at its end
 */
export function openApiDocument(origin: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchwork',
      version: '1',
      description: 'Keys for the developers of an API: make, edit, rotate, revoke and verify them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: origin }],
    tags: tags.map((name) => ({ name })),
    security: [{ bearer: [] }, { apiKeyHeader: [] }, { basic: [] }, { session: [] }],
    paths: pathsOf({ operations, pathOf: ({ path }) => path, refusals: failures }),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token, or an API key' },
        apiKeyHeader: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key' },
        basic: { type: 'http', scheme: 'basic', description: 'A key’s id and its secret' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'latchwork.session',
          description: 'A signed-in browser; over https with __Host- before it',
        },
        gatewayKey: {
          type: 'apiKey',
          in: 'header',
          name: gatewayKeyHeader,
          description: 'A gateway’s own key, beside the credential of its client',
        },
      },
      schemas: { Problem: jsonSchema(problem, 'output'), OAuthError: jsonSchema(oauthError, 'output') },
    },
  }
}

/** What a gateway's client may show. */
const clientCredentials = ['bearer', 'apiKeyHeader', 'basic'] as const

const mediaTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

function describe(operation: Operation, { refusals, security }: Described): Json {
  const taken = security?.(operation)
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: [operation.description, rightInWords(operation.right)].filter(Boolean).join('\n\n'),
    ...(operation.right.kind === 'public' ? { security: [] } : {}),
    ...(taken ? { security: taken } : {}),
    ...(operation.gateway
      ? { security: clientCredentials.map((name) => ({ gatewayKey: [], [name]: [] })) }
      : {}),
    parameters: [
      ...parameters(operation.params, 'path'),
      ...parameters(operation.query, 'query'),
      ...headers(operation),
    ],
    ...(operation.body
      ? {
          requestBody: {
            required: !operation.body.safeParse(undefined).success,
            content: { [mediaTypes[operation.encoding]]: { schema: jsonSchema(operation.body, 'input') } },
          },
        }
      : {}),
    responses: { [operation.status]: success(operation), ...refusals(operation) },
  }
}

/** Whom an operation serves, as the reference says it. */
export function rightInWords(right: Right): string {
  switch (right.kind) {
    case 'public':
      return 'Anybody may call it.'
    case 'signed-in':
      return 'Any credential will do.'
    case 'person':
      return 'For people: a session or an access token, not a key.'
    case 'key':
      return 'For keys, about themselves.'
    case 'permission':
      return (
        (right.scoped
          ? `Needs \`${right.name}:own\` for one’s own keys, \`${right.name}:any\` for all.`
          : `Needs \`${right.name}\`.`) + (right.also ? ` And \`${right.also}\`.` : '')
      )
  }
}

function parameters(schema: z.ZodType, where: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }))
}

function headers(operation: Operation): Json[] {
  const found: Json[] = []
  if (operation.creates)
    found.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'Repeating the request with the same key gives the first answer again, for 24 hours, without its secret.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    })
  // What is only being made has no version that could have been read.
  if (operation.versioned && operation.method !== 'GET' && operation.path.includes('{'))
    found.push({
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The ETag that was read: refuses the change where somebody else came first.',
      schema: { type: 'string', maxLength: 40 },
    })
  return found
}

const header = (description: string, required = true): Json => ({
  description,
  required,
  schema: { type: 'string' },
})

/** What a gateway is answered, none of it in a body. */
const gatewayHeaders: Json = {
  'x-latchwork-key-id': header('The id of the client’s key'),
  'x-latchwork-owner': header('`user:` or `service_account:` and the id of the key’s owner'),
  'x-latchwork-permissions': header(
    'What the key holds, parted by spaces: those that fit into 2,048 characters',
  ),
  RateLimit: header('Where the key’s limits stand (draft-ietf-httpapi-ratelimit-headers-10)', false),
  'RateLimit-Policy': header('The key’s limits and their windows', false),
}

function success(operation: Operation): Json {
  const answer: Json = { description: operation.summary }
  if (operation.gateway) return { ...answer, headers: gatewayHeaders }
  if (operation.versioned)
    answer.headers = { ETag: { schema: { type: 'string' }, description: 'The version' } }
  if (operation.reply)
    answer.content = { 'application/json': { schema: jsonSchema(operation.reply, 'output') } }
  return answer
}

const shape = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } })
/** Forms are OAuth's, and so are their errors (RFC 6749, section 5.2). */
const contents = {
  json: { 'application/problem+json': shape('Problem') },
  form: { 'application/json': shape('OAuthError') },
}

/** The problems that an operation may answer with, by status; several codes may share one. */
export function problemsBy(
  { errors }: Pick<Operation, 'errors'>,
  statusOf: (code: ProblemCode) => number,
): Map<number, ProblemCode[]> {
  return Map.groupBy(new Set<ProblemCode>([...sharedProblems, ...errors]), statusOf)
}

function failures(operation: Operation): Record<string, Json> {
  const content = contents[operation.encoding]
  return Object.fromEntries(
    [...problemsBy(operation, (code) => problemStatus[code])].map(([status, names]) => [
      String(status),
      { description: names.join(', '), content },
    ]),
  )
}

/** A schema as JSON Schema 2020-12, which OpenAPI 3.1 takes as it is. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
