import type { z } from 'zod'
import type { Operation } from '#lib/contracts/operation.ts'
import { networkProblem, readProblem, unreadableProblem } from './problem.ts'

/** An empty strict object is typed as a record of nothing, which would forbid the fields of its neighbours. */
type Known<T> = string extends keyof T ? unknown : T
type Sent<S> = S extends z.ZodType ? Known<z.input<S>> : unknown
/** A query's field may be given as the text it travels as, or as the value that text stands for. */
type SentQuery<S> = S extends z.ZodType ? Known<Either<z.input<S>, z.output<S>>> : unknown
type Either<I, O> = { [Name in keyof I]: I[Name] | (Name extends keyof O ? O[Name] : never) }

/** What an operation is called with: path parameters, query and body in one flat object. */
export type CallInput<O extends Operation> = Sent<O['params']> & SentQuery<O['query']> & Sent<O['body']>

/** What a call gives: the reply, checked; undefined where the answer has no body. */
export type CallReply<O extends Operation> = O['reply'] extends z.ZodType ? z.output<O['reply']> : undefined

export interface CallOptions {
  signal?: AbortSignal | undefined
  /** The version that the change starts from (`If-Match`), on versioned operations. */
  ifVersion?: number | undefined
  /** On operations that make something: the same key with the same input never makes two. */
  idempotencyKey?: string | undefined
}

export type Call = <O extends Operation>(
  operation: O,
  input: CallInput<O>,
  options?: CallOptions,
) => Promise<CallReply<O>>

export interface ClientOptions {
  /** `https://keys.example.com`; left out in the browser, which asks its own origin. */
  baseUrl?: string
  /** An access token or a key; left out in the browser, whose session is a cookie. */
  bearer?: string
}

const fieldsOf = (schema: unknown): Set<string> =>
  new Set(Object.keys((schema as { shape?: Record<string, unknown> } | null)?.shape ?? {}))

/** How one query field travels: lists with commas, everything else as its text. */
const queryText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value))

/**
 * Parts a flat input into address and body, by the operation's own schemas.
 * @throws TypeError where a path parameter is missing, or a field belongs nowhere
 */
export function requestParts(
  operation: Operation,
  input: Record<string, unknown>,
): { path: string; body: string | undefined } {
  const inPath = fieldsOf(operation.params)
  const inQuery = fieldsOf(operation.query)
  const query = new URLSearchParams()
  const body: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || inPath.has(name)) continue
    if (inQuery.has(name)) query.set(name, queryText(value))
    else if (operation.body !== null) body[name] = value
    else throw new TypeError(`${operation.id} takes no ${name}`)
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = input[name]
    if (value === undefined || value === '') throw new TypeError(`${operation.id} needs ${name}`)
    return encodeURIComponent(String(value))
  })
  const search = query.toString()
  return {
    path: search ? `${path}?${search}` : path,
    body: operation.body === null ? undefined : JSON.stringify(body),
  }
}

/**
 * A client of the native contract: calls an operation with its flat input and gives its reply, checked against the
 * operation's own schema.
 * @throws ApiProblem for every refusal, for no answer (`network`) and for an answer of another shape (`unreadable`)
 * @throws the signal's reason (an AbortError) where the caller gave up
 */
export function client(options: ClientOptions = {}): Call {
  return async <O extends Operation>(
    operation: O,
    input: CallInput<O>,
    { signal, ...call }: CallOptions = {},
  ) => {
    const { path, body } = requestParts(operation, input as Record<string, unknown>)
    const headers = new Headers({ accept: 'application/json' })
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (options.bearer) headers.set('authorization', `Bearer ${options.bearer}`)
    if (call.ifVersion !== undefined) headers.set('if-match', `"${call.ifVersion}"`)
    if (call.idempotencyKey) headers.set('idempotency-key', call.idempotencyKey)
    let response: Response
    try {
      response = await fetch(`${options.baseUrl ?? ''}${path}`, {
        method: operation.method,
        headers,
        body: body ?? null,
        signal: signal ?? null,
        cache: 'no-store',
        // A public operation needs nobody, and a cookie that has ended would have it refused.
        credentials: options.bearer || operation.right.kind === 'public' ? 'omit' : 'same-origin',
        // An answer from elsewhere is no answer of this contract.
        redirect: 'error',
      })
    } catch (error) {
      if (signal?.aborted) throw error
      throw networkProblem(error)
    }
    if (!response.ok) throw await readProblem(response)
    return (await readReply(operation, response, signal)) as CallReply<O>
  }
}

async function readReply(
  operation: Operation,
  response: Response,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (operation.reply === null) return undefined
  const requestId = response.headers.get('x-request-id')
  const text = await response.text().catch((error) => {
    throw signal?.aborted ? error : networkProblem(error)
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw unreadableProblem(response.status, requestId, error)
  }
  const parsed = operation.reply.safeParse(json)
  if (!parsed.success) throw unreadableProblem(response.status, requestId, parsed.error)
  return parsed.data
}

/** The browser's client: same origin, the session's cookie. */
export const call: Call = client()
