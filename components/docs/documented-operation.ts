import type { Method } from '#lib/contracts/operation.ts'
import type { ProblemCode } from '#lib/contracts/problem.ts'
import type { ApiRequest } from './request.ts'
import type { SchemaField } from './schema-fields.ts'

/** An operation as the reference shows it: plain data, made from the operation and nothing else. */
export interface DocumentedOperation {
  id: string
  method: Method
  path: string
  tag: string
  summary: string
  description: string | null
  /** Who may call it, in a sentence; names of permissions stand in backticks. */
  right: string
  status: number
  params: readonly SchemaField[]
  query: readonly SchemaField[]
  /** Request headers beside the credential and the content type. */
  headers: readonly SchemaField[]
  /** null: it takes no body. */
  body: readonly SchemaField[] | null
  /** null: the answer has no body. */
  reply: readonly SchemaField[] | null
  /** The reply is in headers, which its fields name, and there is no body. */
  inHeaders: boolean
  /** The answer is a file of one of these media types, sent as it is made; null: it is JSON. */
  stream: readonly string[] | null
  /** The body is a form, and an error is told as RFC 6749, section 5.2, has it. */
  form: boolean
  /** Top-level fields of the reply that are shown once. */
  once: readonly string[]
  /** The problems it may answer with, its own first. */
  problems: readonly { code: ProblemCode; status: number; own: boolean }[]
  /** Without the origin, which the page knows. */
  example: Omit<ApiRequest, 'origin'>
  /** What an answer looks like; undefined where it has no body. */
  exampleReply: unknown
}
