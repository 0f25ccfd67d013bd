import type { IncomingMessage, ServerResponse } from 'node:http'
import { getLive, getReady } from '#lib/contracts/service.ts'
import { getAuthorizationServer, getSigningKeys, introspectToken } from '#lib/contracts/tokens.ts'
import { authorizeRequest, verifyKey, verifyKeys } from '#lib/contracts/verification.ts'
import { live } from '#lib/core/service/live.ts'
import { ready } from '#lib/core/service/ready.ts'
import { authorizationServer, signingKeys } from '#lib/core/tokens/published.ts'
import { authorize } from '#lib/gate/authorize.ts'
import { introspect } from '#lib/gate/introspect.ts'
import { verify } from '#lib/gate/verify.ts'
import { verifyBatch } from '#lib/gate/verify-batch.ts'
import { type Endpoint, endpoint } from '#lib/http/endpoint.ts'
import { gatewaySurface } from '#lib/http/gateway-surface.ts'
import { oauthSurface } from '#lib/http/oauth-surface.ts'
import { failureOf } from '#lib/http/problem.ts'
import { everyMethod, route } from '#lib/http/route.ts'
import type { Surface } from '#lib/http/surface.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'
import { log } from '#lib/log.ts'
import { bodyOf } from './body.ts'
import { write } from './write.ts'

/*
 * The gate's lane: what services ask for each of their own requests is answered here, on the bare request, before the
 * portal is asked; the plainest of it even sooner (`wire.ts`). The operations are those of app/api, through the same
 * endpoints; only the way there is shorter. What a gate without a portal needs besides is here too.
 */

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, unknown> | undefined> },
) => Promise<Response>

interface Stop {
  handlers: Readonly<Record<string, Handler>>
  surface: Surface
  /** Bytes that a body may have. */
  maxBody: number
  /** Bytes that all headers together may have, where that is less than the server takes. */
  maxHeaders?: number
}

const kib = 1024
/** A service sends a credential and little else. */
const maxHeaders = 8 * kib

/** An endpoint at its own address: under its method, and a 405 in its own shape under every other. */
function stopOf(
  one: Endpoint,
  bounds: Pick<Stop, 'maxBody' | 'maxHeaders'> = { maxBody: 0 },
): [string, Stop] {
  return [one.path, { handlers: route(one), surface: one.surface, ...bounds }]
}

const stops: ReadonlyMap<string, Stop> = new Map([
  stopOf(endpoint(verifyKey, verify), { maxBody: 16 * kib, maxHeaders }),
  // A hundred keys with a permission query each.
  stopOf(endpoint(verifyKeys, verifyBatch), { maxBody: 256 * kib, maxHeaders }),
  stopOf(endpoint(introspectToken, introspect, oauthSurface), { maxBody: 16 * kib, maxHeaders }),
  stopOf(endpoint(getLive, live)),
  stopOf(endpoint(getReady, ready)),
  stopOf(endpoint(getSigningKeys, signingKeys)),
  stopOf(endpoint(getAuthorizationServer, authorizationServer)),
])

/** A gateway asks at the address of its project. The body and most headers that it sends along are its client's. */
const authorizes = endpoint(authorizeRequest, authorize, gatewaySurface)
const authorizing: Stop = { handlers: everyMethod(authorizes), surface: authorizes.surface, maxBody: 0 }
const authorizePrefix = authorizeRequest.path.slice(0, authorizeRequest.path.indexOf('{'))

interface Found {
  stop: Stop
  params: Record<string, unknown>
}

function stopAt(path: string): Found | null {
  const exact = stops.get(path)
  if (exact) return { stop: exact, params: {} }
  if (!path.startsWith(authorizePrefix)) return null
  const projectId = path.slice(authorizePrefix.length)
  return projectId.includes('/') ? null : { stop: authorizing, params: { projectId } }
}

/**
 * Answers what is the gate's; gives false, having touched nothing, for what is not.
 * @param request with its id and its client's address in its headers, as `server.ts` puts them there
 */
export function gateLane(request: IncomingMessage, response: ServerResponse): boolean {
  const { url = '', method = '' } = request
  const query = url.indexOf('?')
  const found = stopAt(query < 0 ? url : url.slice(0, query))
  if (!found) return false
  const { stop } = found
  // Next answers HEAD by GET too.
  const handler = stop.handlers[method] ?? (method === 'HEAD' ? stop.handlers.GET : undefined)
  if (!handler) return false
  answer(request, response, handler, found).catch((err: unknown) => {
    log.error({ err, requestId: request.headers['x-request-id'] }, 'a request failed outside its handler')
    response.destroy()
  })
  return true
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
  { stop, params }: Found,
): Promise<void> {
  const id = String(request.headers['x-request-id'])
  const { method = 'GET' } = request
  let answered: Response
  try {
    if (stop.maxHeaders) limitHeaders(request.rawHeaders, stop.maxHeaders)
    const hasBody = method !== 'GET' && method !== 'HEAD' && stop.maxBody > 0
    const body = hasBody ? await bodyOf(request, stop.maxBody) : undefined
    answered = await handler(webRequest(request, body), { params: Promise.resolve(params) })
  } catch (error) {
    answered = stop.surface.refuse(failureOf(error, id), id)
    // What is left of the body is not worth reading.
    response.setHeader('Connection', 'close')
  }
  await write(method, response, answered)
}

/** @throws SurfaceError `headers_too_large` */
function limitHeaders(raw: readonly string[], max: number): void {
  const size = raw.reduce((sum, part) => sum + part.length, 0)
  if (size <= max) return
  const detail = `The headers of this request have at most ${max / kib} KiB.`
  throw new SurfaceError('headers_too_large', detail)
}

/** The request as an endpoint takes it. */
function webRequest({ url = '/', method = 'GET', headers: given }: IncomingMessage, body?: Buffer): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const sent = body && body.length > 0 ? { body: new Uint8Array(body) } : {}
  // Where it came to matters to nobody here; an address needs an origin to be one.
  return new Request(`http://localhost${url}`, { method, headers, ...sent })
}
