import { SurfaceError } from './surface-error.ts'

/** The entity tag of a versioned reply: its version, quoted. */
export function etagOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('version' in body)) return null
  return `"${String(body.version)}"`
}

/**
 * The version that an `If-Match` names; undefined where there is none, or where it is `*`.
 * @throws SurfaceError invalid where it is not a tag of ours
 */
export function ifMatch(request: Request): number | undefined {
  const header = request.headers.get('if-match')?.trim()
  if (!header || header === '*') return undefined
  const version = /^"(\d{1,9})"$/.exec(header)?.[1]
  if (!version)
    throw new SurfaceError('invalid', 'If-Match: send the ETag that the resource came with, quotes included.')
  return Number(version)
}
