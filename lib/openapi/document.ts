import { z } from 'zod'
import type { Operation, Right, Tag } from '#lib/contracts/operation.ts'
import { gatewayKeyHeader, tags } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { type ProblemCode, problem, problemStatus, sharedProblems } from '#lib/contracts/problem.ts'
import { oauthError } from '#lib/contracts/tokens.ts'

type Json = Record<string, unknown>

/** A contract, as far as a document tells of it. */
export interface Described {
  title: string
  description: string
  /** The address below which its paths are, without a slash at its end. */
  server: string
  operations: readonly Operation[]
  tags: readonly Tag[]
  /** The schemes of `schemes` of which most operations take any one. */
  security: readonly Json[]
  schemes: Readonly<Record<string, Json>>
  /** What refusals are, by the names that `refusals` refers to. */
  schemas: Readonly<Record<string, Json>>
  idOf(operation: Operation): string
  /** Below the server's address. */
  pathOf(operation: Operation): string
  /** The answers with which an operation refuses, by their status. */
  refusals(operation: Operation): Record<string, Json>
  /** What an operation takes for a credential, where that is not what most do. */
  securityOf?(operation: Operation): Json[] | undefined
  /** Headers of an answer, where what they say stands in no body. */
  headersOf?(operation: Operation): Record<string, Json> | undefined
}

/** A contract as an OpenAPI document, made from its operations and nothing else. Source: OpenAPI Specification 3.1.1. */
export function documentOf(described: Described): Json {
  const { title, description, server, operations: told, idOf, pathOf } = described
  const paths: Record<string, Json> = {}
  for (const operation of told) {
    const at = pathOf(operation)
    const path = paths[at] ?? {}
    path[operation.method.toLowerCase()] = describe(operation, described)
    // An answer that is all in its headers is worth asking for alone.
    if (operation.gateway)
      path.head = { ...describe(operation, described), operationId: `${idOf(operation)}Head` }
    paths[at] = path
  }
  return {
    openapi: '3.1.1',
    info: {
      title,
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    tags: described.tags.map((name) => ({ name })),
    security: described.security,
    paths,
    components: { securitySchemes: described.schemes, schemas: described.schemas },
  }
}

/**
 * The native contract.
 * @param origin where the portal is reached, without a slash at its end
 */
export function openApiDocument(origin: string): Json {
  return documentOf({
    title: 'Latchwork',
    description: 'Keys for the developers of an API: make, edit, rotate, revoke and verify them.',
    server: origin,
    operations,
    tags,
    security: [{ bearer: [] }, { apiKeyHeader: [] }, { basic: [] }, { session: [] }],
    schemes: {
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
    idOf: ({ id }) => id,
    pathOf: ({ path }) => path,
    refusals: failures,
  })
}

/** What a gateway's client may show. */
const clientCredentials = ['bearer', 'apiKeyHeader', 'basic'] as const

const mediaTypes = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

function describe(
  operation: Operation,
  {
    idOf,
    refusals,
    securityOf,
    headersOf,
  }: Pick<Described, 'idOf' | 'refusals' | 'securityOf' | 'headersOf'>,
): Json {
  const taken = securityOf?.(operation)
  return {
    operationId: idOf(operation),
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
    responses: { [operation.status]: success(operation, headersOf?.(operation)), ...refusals(operation) },
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

export const header = (description: string, required = true): Json => ({
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

function success(operation: Operation, besides: Record<string, Json> | undefined): Json {
  const answer: Json = { description: operation.summary, ...(besides && { headers: besides }) }
  if (operation.gateway) return { ...answer, headers: gatewayHeaders }
  if (operation.versioned)
    answer.headers = { ETag: { schema: { type: 'string' }, description: 'The version' } }
  // A file has a form of its own, of which JSON Schema has nothing to say.
  if (operation.stream)
    answer.content = Object.fromEntries(
      operation.stream.map((type) => [type, { schema: { type: 'string' } }]),
    )
  else if (operation.reply)
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
