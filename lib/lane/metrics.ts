import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { CoreError } from '#lib/core/errors.ts'
import { env } from '#lib/env.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'
import { log } from '#lib/log.ts'
import { metricsText } from '#lib/metrics/text.ts'
import { write } from './write.ts'

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
  const { method = 'GET' } = request
  answer(request, token)
    .then(({ contentType, body }) => {
      return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
    })
    .catch((error: unknown) => refusal(error, id))
    .then((answered) => write(method, response, answered))
    .catch((err: unknown) => {
      log.error({ err, requestId: id }, 'a request failed outside its handler')
      response.destroy()
    })
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

function refusal(error: unknown, id: string): Response {
  const failure = failureOf(error, id)
  return failure.code === 'method_not_allowed'
    ? problemResponse(failure, id, { allow: 'GET, HEAD' })
    : problemResponse(failure, id)
}
