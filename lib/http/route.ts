import type { Method } from '#lib/contracts/operation.ts'
import type { Endpoint } from './endpoint.ts'
import { failureOf } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { native, type Surface } from './surface.ts'
import { SurfaceError } from './surface-error.ts'

/** Next gives no parameters at all, rather than none, for an address that has none. */
type Handler = (
  request: Request,
  context: { params: Promise<Record<string, unknown> | undefined> },
) => Promise<Response>

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * The exports of a route file: each endpoint under its method, and for every other method a 405 in our own shape that says which
 * there are.
 */
export function route(...endpoints: Endpoint[]): Record<Method, Handler> {
  const allow = endpoints.map(({ method }) => method).join(', ')
  const refuse: Handler = async (request) => {
    const requestId = requestIdOf(request)
    const error = new SurfaceError('method_not_allowed', `This address takes ${allow}.`)
    const surface = endpoints[0]?.surface ?? native
    return surface.refuse(failureOf(error, requestId), requestId, { allow })
  }
  const handlerOf = (method: Method): Handler => {
    const found = endpoints.find((one) => one.method === method)
    return found ? async (request, { params }) => found.handle(request, (await params) ?? {}) : refuse
  }
  return Object.fromEntries(methods.map((method) => [method, handlerOf(method)])) as Record<Method, Handler>
}

/**
 * The exports of a route file for an address that answers the same whatever the method: OPTIONS too, which Next would answer by
 * itself, and well, to whoever takes any 2xx for a yes.
 */
export function everyMethod({ handle }: Endpoint): Record<Method | 'HEAD' | 'OPTIONS', Handler> {
  const handler: Handler = async (request, { params }) => handle(request, (await params) ?? {})
  const all = [...methods, 'HEAD', 'OPTIONS'] as const
  return Object.fromEntries(all.map((method) => [method, handler])) as Record<(typeof all)[number], Handler>
}

/** For an address below `/api`, or below a dialect's mount, that no route has. */
export function nowhere(surface: Surface = native): Record<Method, Handler> {
  const handler: Handler = async (request) => {
    const requestId = requestIdOf(request)
    const error = new SurfaceError(
      'not_found',
      'There is no such address; the reference lists those there are.',
      [],
      'no_address',
    )
    return surface.refuse(failureOf(error, requestId), requestId)
  }
  return Object.fromEntries(methods.map((method) => [method, handler])) as Record<Method, Handler>
}
