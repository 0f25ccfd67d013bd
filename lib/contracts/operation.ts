import './jitless.ts'
import { z } from 'zod'
import type { Mount } from './mounts.ts'
import type { ProblemCode } from './problem.ts'

/**
 * Who may call an operation.
 *
 * - `public`: anybody.
 * - `signed-in`: any credential, a person's or a key's.
 * - `person`: a person's session or access token, never a key.
 * - `key`: an API key, never a person.
 * - `permission`: whoever holds the permission; where `scoped`, `name:own` reaches one's own keys and `name:any` all. With
 *   `also`, whoever holds that one too; with `self`, also a key that names itself in `keyId`, whatever it holds.
 */
export type Right =
  | { kind: 'public' | 'signed-in' | 'person' | 'key' }
  | { kind: 'permission'; name: string; scoped: boolean; also?: string; self?: true }

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One operation of a contract: the only source of its route, client, form, documentation and tests. */
export interface Operation<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType | null = z.ZodType | null,
  R extends z.ZodType | null = z.ZodType | null,
> {
  /** A verb and a noun, unique: `createKey`; of a dialect with its mount before it: `vertesia-live.createKey`. */
  id: string
  /** The dialect that it is of; null for the native contract. */
  mount: Mount | null
  /**
   * How a caller shows who it is: `any` way that the contract's surface takes, an access `token` as Bearer alone, or a key as `basic`
   * id and secret alone.
   */
  credential: 'any' | 'token' | 'basic'
  method: Method
  /** Below the origin, parameters in braces: `/api/v1/keys/{keyId}`. */
  path: string
  tag: Tag
  summary: string
  description?: string
  params: P
  query: Q
  /** null: the operation takes no body, and one that is sent is refused. A schema that takes undefined: it may be left out. */
  body: B
  /** null: the answer has no body. */
  reply: R
  status: 200 | 201 | 202 | 204
  right: Right
  /** The problems it may answer with, beside those every operation shares (see `sharedProblems`). */
  errors: readonly ProblemCode[]
  /** Makes something: takes an `Idempotency-Key`. */
  creates: boolean
  /** Top-level fields of the reply that are shown once: never stored, logged or replayed. */
  once: readonly string[]
  /** The answer carries an ETag, and the request may carry `If-Match`. */
  versioned: boolean
  /**
   * Answered on the gate's lane, ahead of the portal, and at the same address through the portal. Not counted against the limit
   * of the management contract: services ask it for each of their own requests.
   */
  lane: boolean
  /** Seconds for which anybody may keep the answer: what is public and the same for all. 0: nobody may. */
  maxAge: number
  /**
   * The media types of an answer that is sent as it is made; its reply is `streamed`, and which of them is sent is said by the
   * query. null: the answer is JSON.
   */
  stream: readonly string[] | null
  /** How the body travels; `form` is `application/x-www-form-urlencoded`, as OAuth has it. */
  encoding: 'json' | 'form'
  /**
   * Asked by a gateway about its own client: the caller's key is in `gatewayKeyHeader`, the client's where clients send theirs.
   * Any method asks the same, since some gateways send on the client's; the answer is in headers, without a body.
   */
  gateway: boolean
}

/** Where a gateway shows its key. `Authorization` and `x-api-key` are its client's. */
export const gatewayKeyHeader = 'x-latchwork-gateway-key'

export const tags = [
  'Set-up',
  'Sessions',
  'Account',
  'Organizations',
  'Members',
  'Service accounts',
  'Projects',
  'Catalogue',
  'Keys',
  'Policy',
  'Verification',
  'Tokens',
  'Usage',
  'Audit log',
  'Webhooks',
  'Notices',
  'Service',
] as const
export type Tag = (typeof tags)[number]

/** No parameters, or no query: anything that is sent is refused. */
export const nothing = z.strictObject({})
export type Nothing = typeof nothing

type Definition<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType | null,
  R extends z.ZodType | null,
> = Pick<Operation, 'id' | 'method' | 'path' | 'tag' | 'summary' | 'description' | 'status' | 'right'> & {
  params?: P
  query?: Q
  body?: B
  reply?: R
  errors?: readonly ProblemCode[]
  creates?: boolean
  once?: readonly string[]
  versioned?: boolean
  lane?: boolean
  maxAge?: number
  stream?: readonly string[]
  encoding?: 'json' | 'form'
  gateway?: boolean
  mount?: Mount
  credential?: Operation['credential']
}

/** Completes a definition with what it left out: nothing where a schema is missing. */
export function operation<
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType | null = null,
  R extends z.ZodType | null = null,
>(definition: Definition<P, Q, B, R>): Operation<P, Q, B, R> {
  return {
    errors: [],
    creates: false,
    once: [],
    versioned: false,
    lane: false,
    maxAge: 0,
    stream: null,
    encoding: 'json',
    gateway: false,
    mount: null,
    credential: 'any',
    ...definition,
    params: definition.params ?? (nothing as unknown as P),
    query: definition.query ?? (nothing as unknown as Q),
    body: definition.body ?? (null as B),
    reply: definition.reply ?? (null as R),
  }
}

/** An empty strict object is typed as a record of nothing, which would forbid the fields of its neighbours. */
type Known<T> = string extends keyof T ? unknown : T
type Fields<S> = S extends z.ZodType ? Known<z.output<S>> : unknown

/**
 * What an operation's verb receives: path parameters, query and body in one object, parsed. `ifVersion` is the
 * version that an `If-Match` named, on versioned operations.
 */
export type Input<O extends Operation> = Fields<O['params']> &
  Fields<O['query']> &
  Fields<O['body']> & { ifVersion?: number | undefined }

/** What an operation's verb gives back, before it is checked against the reply and rendered. */
export type Reply<O extends Operation> = O['reply'] extends z.ZodType ? z.input<O['reply']> : undefined
