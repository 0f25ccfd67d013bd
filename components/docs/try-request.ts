import { type ApiRequest, addressOf, formPairs } from './request.ts'

/** With what a request is tried: the session of this browser, a key that was pasted, or nothing. */
export type TryCredential = { kind: 'session' } | { kind: 'key'; key: string } | { kind: 'none' }

/** What is sent, beside the credential. Empty headers are not sent. */
export type TryRequest = Pick<
  ApiRequest,
  'method' | 'path' | 'params' | 'query' | 'headers' | 'body' | 'encoding'
>

export interface TryAnswer {
  status: number
  /** Milliseconds until the whole answer was there. */
  took: number
  /** Those that say something to a caller, in their order here. */
  headers: readonly (readonly [name: string, value: string])[]
  /** The body as it came, parsed where it is JSON. */
  body: unknown
  isJson: boolean
}

const toldHeaders = [
  'content-type',
  'etag',
  'x-latchwork-key-id',
  'x-latchwork-owner',
  'x-latchwork-permissions',
  'idempotent-replayed',
  'ratelimit-policy',
  'ratelimit',
  'retry-after',
  'www-authenticate',
  'x-request-id',
] as const

/**
 * Sends the request to this origin. A pasted key travels alone, without the session's cookie, and in the
 * Authorization header only.
 * @throws TypeError where the browser could not send it, or no answer came
 */
export async function sendRequest(
  request: TryRequest,
  credential: TryCredential,
  signal: AbortSignal,
): Promise<TryAnswer> {
  const headers = new Headers({ accept: 'application/json' })
  for (const [name, value] of Object.entries(request.headers)) if (value !== '') headers.set(name, value)
  const form = request.encoding === 'form'
  // Of a form the browser says itself what it is.
  if (request.body !== undefined && !form) headers.set('content-type', 'application/json')
  if (credential.kind === 'key') headers.set('authorization', `Bearer ${credential.key.trim()}`)
  const begun = performance.now()
  const response = await fetch(addressOf(request), {
    method: request.method,
    headers,
    body: request.body === undefined ? null : form ? formOf(request.body) : JSON.stringify(request.body),
    credentials: credential.kind === 'session' ? 'same-origin' : 'omit',
    cache: 'no-store',
    redirect: 'error',
    signal,
  })
  const text = await response.text()
  const parsed = parseJson(text)
  return {
    status: response.status,
    took: Math.round(performance.now() - begun),
    headers: toldHeaders.flatMap((name) => {
      const value = response.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    }),
    body: parsed ? parsed.value : text,
    isJson: parsed !== null,
  }
}

const formOf = (body: unknown) => new URLSearchParams(formPairs(body))

/** The value a text of JSON stands for; null where it is not JSON. */
export function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

const dots = '••••••••'

/**
 * The answer as it may be shown before one asks for more: what is given once is dots. A field that is null (a
 * replay) stays null.
 * @returns the body, and whether anything was hidden
 */
export function maskOnce(body: unknown, once: readonly string[]): { shown: unknown; hidden: boolean } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { shown: body, hidden: false }
  let hidden = false
  const shown = Object.entries(body).map(([name, value]) => {
    if (!once.includes(name) || value === null) return [name, value]
    hidden = true
    return [name, Array.isArray(value) ? value.map(() => dots) : dots]
  })
  return { shown: Object.fromEntries(shown), hidden }
}
