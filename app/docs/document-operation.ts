import type { DocumentedOperation } from '#components/docs/documented-operation.ts'
import { exampleOf } from '#components/docs/example.ts'
import { examples } from '#components/docs/examples.ts'
import type { JsonSchema } from '#components/docs/json-schema.ts'
import type { CredentialVariable } from '#components/docs/request.ts'
import { queryFields, type SchemaField, schemaFields } from '#components/docs/schema-fields.ts'
import { gatewayKeyHeader, type Operation, type Right } from '#lib/contracts/operation.ts'
import { type ProblemCode, problemStatus, sharedProblems } from '#lib/contracts/problem.ts'
import { jsonSchema, rightInWords } from '#lib/openapi/document.ts'

/** Tells an operation as the reference shows it. */
export function documentOperation(operation: Operation): DocumentedOperation {
  const { id, method, path, tag, summary, description, right, status, once } = operation
  const params = sent(operation.params)
  const query = sent(operation.query)
  return {
    id,
    method,
    path,
    tag,
    summary,
    description: description ?? null,
    right: rightInWords(right),
    status,
    params: schemaFields(params),
    query: queryFields(query, jsonSchema(operation.query, 'output')),
    headers: headerFields(operation),
    body: operation.body ? schemaFields(sent(operation.body)) : null,
    reply: operation.reply ? schemaFields(jsonSchema(operation.reply, 'output')) : null,
    inHeaders: operation.gateway,
    stream: operation.stream,
    form: operation.encoding === 'form',
    once,
    problems: problemsOf(operation),
    example: exampleRequest(operation),
    exampleReply: exampleReply(operation),
  }
}

const sent = (schema: Operation['params']): JsonSchema => jsonSchema(schema, 'input')

function exampleRequest(operation: Operation): DocumentedOperation['example'] {
  const given = examples[operation.id] ?? {}
  const subject = subjectOf(operation)
  const params = exampleOf(sent(operation.params), subject, true) as Record<string, string>
  return {
    method: operation.method,
    path: operation.path,
    params: { ...params, ...given.params },
    query: given.query ?? (exampleOf(sent(operation.query), subject, false) as Record<string, string>),
    headers: {},
    ...(operation.gateway ? { secretHeaders: { [gatewayKeyHeader]: 'LATCHWORK_GATEWAY_KEY' as const } } : {}),
    body: operation.body ? (given.body ?? exampleOf(sent(operation.body), subject, false)) : undefined,
    ...(operation.encoding === 'form' ? { encoding: operation.encoding } : {}),
    credential: credentialFor(operation.right),
  }
}

function exampleReply(operation: Operation): unknown {
  if (!operation.reply || operation.stream) return undefined
  const suggested = exampleOf(jsonSchema(operation.reply, 'output'), subjectOf(operation), true)
  return { ...(suggested as object), ...examples[operation.id]?.reply }
}

/** The credential that most callers will have: a key, unless the operation is for people. */
function credentialFor(right: Right): CredentialVariable | null {
  if (right.kind === 'public') return null
  return right.kind === 'person' ? 'LATCHWORK_TOKEN' : 'LATCHWORK_KEY'
}

const subjects = [
  'Key',
  'Project',
  'Organization',
  'Owner',
  'Permission',
  'Role',
  'Level',
  'Session',
  'Usage',
  'Audit',
]

/** What the operation is about, read from its name: `listKeys` -> key. */
function subjectOf({ id }: Operation): string {
  return (subjects.find((subject) => id.includes(subject)) ?? 'user').toLowerCase()
}

function problemsOf(operation: Operation): DocumentedOperation['problems'] {
  const own = new Set<ProblemCode>(operation.errors)
  const publicly = operation.right.kind === 'public'
  const shared = sharedProblems.filter(
    (code) => !own.has(code) && !(publicly && (code === 'unauthenticated' || code === 'forbidden')),
  )
  return [...own, ...shared].map((code) => ({ code, status: problemStatus[code], own: own.has(code) }))
}

function headerFields(operation: Operation): SchemaField[] {
  const field = (name: string, description: string, limits: string[]): SchemaField => ({
    name,
    type: 'string',
    required: false,
    description,
    values: [],
    limits,
    fields: [],
  })
  return [
    ...(operation.gateway
      ? [
          {
            ...field(
              gatewayKeyHeader,
              'The gateway’s own key: one of the project that holds `api_key:verify`.',
              [],
            ),
            type: 'secret',
            required: true,
          },
        ]
      : []),
    ...(operation.creates
      ? [
          field(
            'Idempotency-Key',
            'Repeating the request with the same key gives the first answer again, for 24 hours, without its secret.',
            ['1 to 255 characters'],
          ),
        ]
      : []),
    ...(operation.versioned && operation.errors.includes('precondition_failed')
      ? [field('If-Match', 'The ETag that was read: refuses the change where somebody else came first.', [])]
      : []),
  ]
}
