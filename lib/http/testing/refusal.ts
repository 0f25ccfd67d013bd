import type { Operation } from '#lib/contracts/operation.ts'
import { problem } from '#lib/contracts/problem.ts'
import { oauthError } from '#lib/contracts/tokens.ts'
import type { Answer } from './world.ts'

/** A refusal, in whichever shape the operation's surface gives it. */
export interface Refusal {
  /** The problem's code, or OAuth's word. */
  code: string
  /** What the body says the status is; OAuth's bodies say nothing of it. */
  status: number
}

/** How each surface refuses. Forms are OAuth's, whose errors have a shape of their own (RFC 6749, section 5.2). */
export const refusalType = ({ encoding }: Pick<Operation, 'encoding'>): string =>
  encoding === 'form' ? 'application/json; charset=utf-8' : 'application/problem+json; charset=utf-8'

/** The refusal in an answer; null where the answer is none, or not of the operation's shape. */
export function refusalIn(
  { encoding }: Pick<Operation, 'encoding'>,
  { status, json }: Pick<Answer, 'status' | 'json'>,
): Refusal | null {
  if (status < 400) return null
  if (encoding === 'json') return problem.safeParse(json).data ?? null
  const { data } = oauthError.safeParse(json)
  return data ? { code: data.error, status } : null
}
