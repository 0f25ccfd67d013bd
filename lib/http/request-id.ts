import { randomUUID } from 'node:crypto'

/** The id that `server.ts` gave the request, or a new one. Only a harmless shape is taken from outside. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}
