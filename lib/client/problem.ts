import { type FieldProblem, type ProblemCode, problem } from '#lib/contracts/problem.ts'

/** What the server can say, and what only the caller's side can: no answer, or one that is not of this contract. */
export type ClientProblemCode = ProblemCode | 'network' | 'unreadable'

interface Details {
  status?: number
  title?: string
  type?: string | null
  fields?: readonly FieldProblem[]
  requestId?: string | null
  retryAfter?: number | null
  cause?: unknown
}

/**
 * Why a call failed: RFC 9457 problem details as the server gave them, or the client's own account of a failure that
 * never became an answer. `message` is a sentence for the person at the screen.
 */
export class ApiProblem extends Error {
  readonly code: ClientProblemCode
  /** HTTP status; 0 where there was no answer. */
  readonly status: number
  readonly title: string
  /** The page that says how to fix it. */
  readonly type: string | null
  /** The refused fields, for a form to place. */
  readonly fields: readonly FieldProblem[]
  /** Tells our operators which request it was. */
  readonly requestId: string | null
  /** Seconds after which another try makes sense, where the server said so. */
  readonly retryAfter: number | null

  constructor(code: ClientProblemCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.name = 'ApiProblem'
    this.code = code
    this.status = details.status ?? 0
    this.title = details.title ?? message
    this.type = details.type ?? null
    this.fields = details.fields ?? []
    this.requestId = details.requestId ?? null
    this.retryAfter = details.retryAfter ?? null
  }
}

/** No answer came: the network, the name or the server is away. The request may or may not have been carried out. */
export function networkProblem(cause: unknown): ApiProblem {
  return new ApiProblem('network', 'The server did not answer. Check the connection and try again.', {
    title: 'No answer',
    cause,
  })
}

/** An answer came that this version of the client does not understand, from a proxy in between, say. */
export function unreadableProblem(status: number, requestId: string | null, cause?: unknown): ApiProblem {
  return new ApiProblem('unreadable', `The server answered ${status} in a form that this page cannot read.`, {
    title: 'Unreadable answer',
    status,
    requestId,
    cause,
  })
}

/** Reads the problem that a refused request was answered with. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const header = response.headers.get('retry-after')
  const retryAfter = header !== null && /^\d+$/.test(header) ? Number(header) : null
  const requestId = response.headers.get('x-request-id')
  const parsed = problem.safeParse(await response.json().catch(() => null))
  if (!parsed.success) {
    // A balancer's own 503 is still a 503: worth another try.
    if (response.status === 503)
      return new ApiProblem('unavailable', 'The server is away for a moment. Try again shortly.', {
        status: 503,
        requestId,
        retryAfter,
      })
    return unreadableProblem(response.status, requestId, parsed.error)
  }
  const { code, detail, title, type, errors, status } = parsed.data
  return new ApiProblem(code, detail, {
    status,
    title,
    type,
    fields: errors ?? [],
    requestId: parsed.data.requestId,
    retryAfter,
  })
}

/** The sentence to show for anything that was thrown. */
export function sentence(error: unknown): string {
  return error instanceof ApiProblem
    ? error.message
    : 'Something went wrong on this page. Reload it and try again.'
}
