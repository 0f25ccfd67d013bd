import type { Operation } from '#lib/contracts/operation.ts'
import { problem } from '#lib/contracts/problem.ts'
import { oauthError } from '#lib/contracts/tokens.ts'
import { vendorRefusal } from './vendor-refusals.ts'
import type { Answer } from './world.ts'

/** A refusal, in whichever shape the operation's surface gives it. */
export interface Refusal {
  /** The problem's code, OAuth's word, or the vendor's. */
  code: string
  /** What the body says the status is; OAuth's bodies say nothing of it, nor do those of some vendors. */
  status: number
}

/** What decides how an address refuses. */
export type Shape = Pick<Operation, 'encoding' | 'mount' | 'path'>

const json = 'application/json; charset=utf-8'

/** How each surface refuses. Forms are OAuth's, whose errors have a shape of their own (RFC 6749, section 5.2). */
export const refusalType = ({ encoding, mount }: Omit<Shape, 'path'>): string =>
  mount !== null || encoding === 'form' ? json : 'application/problem+json; charset=utf-8'

/** The refusal in an answer; null where the answer is none, or not of the operation's shape. */
export function refusalIn(
  { encoding, mount, path }: Shape,
  answer: Pick<Answer, 'status' | 'json'>,
): Refusal | null {
  if (answer.status < 400) return null
  if (mount !== null) return vendorRefusal(mount, path, answer)
  if (encoding === 'json') return problem.safeParse(answer.json).data ?? null
  const { data } = oauthError.safeParse(answer.json)
  return data ? { code: data.error, status: answer.status } : null
}
