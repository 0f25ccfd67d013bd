import { authenticate } from '#lib/auth/authenticate.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import type { Streamed } from '#lib/contracts/streamed.ts'
import type { Ctx } from '#lib/core/context.ts'
import { etagOf } from './etag.ts'
import { type Failure, problemResponse } from './problem.ts'
import { readJson } from './read-body.ts'
import { streamBody } from './stream.ts'

/** What an operation has answered, before it is rendered. */
export interface Answer {
  operation: Operation
  status: number
  /** Checked against the operation's reply; null where it has none. */
  body: unknown
  requestId: string
  headers: Record<string, string>
}

/**
 * How a contract speaks HTTP: where it takes a credential from, how it reads bodies and how it says yes and no. `C` is a context
 * that says more than who asks, for verbs that need to know it.
 */
export interface Surface<C extends Ctx = Ctx> {
  /**
   * @param asks whether the operation is about other keys: a key that asks is used, and not itself verified
   * @throws CoreError `unauthenticated` for a credential that is no good
   */
  authenticate(request: Request, requestId: string, asks: boolean): Promise<C>
  /** @returns undefined where there is no body. @throws SurfaceError for a body that cannot be read */
  readBody(request: Request): Promise<unknown>
  answer(answer: Answer): Response
  /** @param params the parameters of the path, where the address has any */
  refuse(
    failure: Failure,
    requestId: string,
    headers?: HeadersInit,
    params?: Readonly<Record<string, unknown>>,
  ): Response
}

/** Latchwork's own contract: JSON, and RFC 9457 problems. */
export const native: Surface = {
  authenticate,
  readBody: readJson,
  answer({ operation, status, body, requestId, headers: more }) {
    const headers = new Headers(more)
    const { maxAge } = operation
    headers.set('cache-control', maxAge > 0 ? `public, max-age=${maxAge}` : 'no-store')
    headers.set('x-request-id', requestId)
    const etag = operation.versioned ? etagOf(body) : null
    if (etag) headers.set('etag', etag)
    if (!operation.reply) return new Response(null, { status, headers })
    if (operation.stream) return download(body as Streamed, { status, headers, requestId })
    headers.set('content-type', 'application/json; charset=utf-8')
    return new Response(JSON.stringify(body), { status, headers })
  },
  refuse: (failure, requestId, headers) => problemResponse(failure, requestId, headers),
}

/** A file that is sent as it is made. */
function download(
  file: Streamed,
  { status, headers, requestId }: { status: number; headers: Headers; requestId: string },
): Response {
  headers.set('content-type', `${file.type}; charset=utf-8`)
  headers.set('content-disposition', `attachment; filename="${file.filename}"`)
  // What stands in between must neither gather it up nor change it.
  headers.set('cache-control', 'no-store, no-transform')
  headers.set('x-accel-buffering', 'no')
  return new Response(streamBody(file, { requestId }), { status, headers })
}
