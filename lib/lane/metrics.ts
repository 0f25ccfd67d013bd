import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CoreError } from '#lib/core/errors.ts'
import { env } from '#lib/env.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'
import { metricsText } from '#lib/metrics/text.ts'

/**
 * `/metrics`, for Prometheus: with `LATCHWORK_METRICS_TOKEN` as Bearer. Without such a token in the environment the address is
 * nobody's, as any other that is not there.
 *
 * @returns whether the request was for it
 */
export function metricsLane(request: IncomingMessage, response: ServerResponse): boolean {
  const { LATCHWORK_METRICS_TOKEN: token } = env()
  const [path] = (request.url ?? '').split('?', 1)
  if (path !== '/metrics' || token === undefined) return false
  const id = String(request.headers['x-request-id'] ?? '')
  answer(request, token).then(
    ({ contentType, body }) => write(request, response, 200, { 'Content-Type': contentType }, body),
    (error: unknown) => refuse(request, response, error, id),
  )
  return true
}

function answer({ method, headers }: IncomingMessage, token: string) {
  if (method !== 'GET' && method !== 'HEAD')
    return Promise.reject(new SurfaceError('method_not_allowed', 'Metrics are read with GET.'))
  if (!isToken(headers.authorization, token))
    return Promise.reject(new CoreError('unauthenticated', 'Metrics need LATCHWORK_METRICS_TOKEN as Bearer.'))
  return metricsText()
}

/** Compares digests, so that neither the length nor the first letters of the token can be felt. */
function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? []
  return timingSafeEqual(digest(given), digest(token))
}

async function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, id: string) {
  const failure = failureOf(error, id)
  const problem = problemResponse(failure, id)
  if (failure.code === 'method_not_allowed') problem.headers.set('allow', 'GET, HEAD')
  write(request, response, problem.status, Object.fromEntries(problem.headers), await problem.text())
}

function write(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  response
    .writeHead(status, {
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
    })
    .end(method === 'HEAD' ? undefined : body)
}
