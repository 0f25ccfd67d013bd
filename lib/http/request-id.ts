import { randomUUID } from 'node:crypto'

/** The id that `server.ts` gave the request, or a new one. Only a harmless shape is taken from outside. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}

/** Ids that a proxy in front may give a request; any other is replaced. */
const fromOutside = /^[\w.-]{8,64}$/

/** The id of a request that has just come in: the one that it brought, or a new one. */
export function requestIdFrom(given: unknown): string {
  return typeof given === 'string' && fromOutside.test(given) ? given : randomUUID()
}
