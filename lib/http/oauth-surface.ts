import { authenticate } from '#lib/auth/authenticate.ts'
import { asClient, authenticateClient, basicClient } from '#lib/auth/oauth/client.ts'
import { anonymous } from '#lib/auth/origin.ts'
import type { ProblemCode } from '#lib/contracts/problem.ts'
import type { OAuthErrorCode } from '#lib/contracts/tokens.ts'
import { OAuthError } from '#lib/core/tokens/oauth-error.ts'
import type { Failure } from './problem.ts'
import { readBytes } from './read-body.ts'
import type { Surface } from './surface.ts'
import { SurfaceError } from './surface-error.ts'

/** A form, read: each parameter's value, or its values where it may be repeated. */
export type Form = Record<string, string | string[]>

/** Parameters that may be given several times (RFC 8707, section 2; RFC 8693, section 2.1). No other may (RFC 6749, section 3.2). */
const repeatable = new Set(['resource', 'audience'])

/**
 * OAuth's way of speaking HTTP: forms, a client's id and secret by Basic or in the form, and errors as RFC 6749, section 5.2, has
 * them. To introspect and to revoke, any other credential that the server takes will do as well.
 */
export const oauthSurface: Surface = {
  async authenticate(request, requestId, asks) {
    const form = await formOf(request)
    const { client_id: id, client_secret: secret } = form ?? {}
    if (typeof id !== 'string' || typeof secret !== 'string')
      return asClient(() => authenticate(request, requestId, asks))
    if (!isBasic(request)) refuseSecond(request)
    const nobody = anonymous(request.headers, requestId)
    return authenticateClient(nobody, { client_id: id, client_secret: secret }, asks)
  },
  readBody: formOf,
  answer({ operation, status, body, requestId, headers: more }) {
    const headers = new Headers({ ...more, ...plainHeaders(requestId) })
    if (!operation.reply) return new Response(null, { status, headers })
    headers.set('content-type', 'application/json; charset=utf-8')
    return new Response(JSON.stringify(body), { status, headers })
  },
  refuse(failure, requestId, more) {
    const headers = new Headers(more)
    for (const [name, value] of Object.entries(plainHeaders(requestId))) headers.set(name, value)
    headers.set('content-type', 'application/json; charset=utf-8')
    if (failure.retryAfter !== undefined) headers.set('retry-after', String(failure.retryAfter))
    if (failure.status === 401) headers.set('www-authenticate', 'Basic realm="Latchwork"')
    return new Response(JSON.stringify(oauthErrorOf(failure)), { status: failure.status, headers })
  },
}

/** RFC 6749, section 5.1: an answer that holds a token, or is about one, is kept by nobody. */
const plainHeaders = (requestId: string) => ({
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-request-id': requestId,
})

const words: Partial<Record<ProblemCode, OAuthErrorCode>> = {
  unauthenticated: 'invalid_client',
  forbidden: 'insufficient_scope',
  rate_limited: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  internal: 'server_error',
}

/** A refusal in the words of RFC 6749, section 5.2, whose description has room for printable ASCII alone. */
export function oauthErrorOf({ code, oauth, detail }: Failure): {
  error: OAuthErrorCode
  error_description: string
} {
  const description = detail.replaceAll('’', "'").replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' ')
  return { error: oauth ?? words[code] ?? 'invalid_request', error_description: description.slice(0, 2000) }
}

const read = new WeakMap<Request, Promise<Form | undefined>>()

/** The form of a request, read once: who asks may stand in it, and what is asked. */
function formOf(request: Request): Promise<Form | undefined> {
  const known = read.get(request)
  if (known) return known
  const form = readForm(request)
  read.set(request, form)
  return form
}

async function readForm(request: Request): Promise<Form | undefined> {
  const bytes = await readBytes(request)
  if (bytes.length === 0) return undefined
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    throw new SurfaceError('unsupported_media_type', 'Send the form as application/x-www-form-urlencoded.')
  return withBasic(parseForm(bytes), request.headers.get('authorization'))
}

/**
 * Reads a form. A parameter without a value counts as left out (RFC 6749, section 3.2).
 * @throws SurfaceError `invalid` for what is no form in UTF-8, and for a parameter that is given twice
 */
export function parseForm(bytes: Uint8Array): Form {
  const form = new Map<string, string | string[]>()
  for (const pair of decodedText(bytes).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = formDecoded(equals < 0 ? pair : pair.slice(0, equals))
    const value = equals < 0 ? '' : formDecoded(pair.slice(equals + 1))
    const before = form.get(name)
    if (repeatable.has(name)) form.set(name, value === '' ? (before ?? []) : [...(before ?? []), value])
    else if (before === undefined) form.set(name, value)
    else throw new SurfaceError('invalid', 'A parameter is given twice.')
  }
  return Object.fromEntries([...form].filter(([, value]) => value.length > 0))
}

const notForm = () => new SurfaceError('invalid', 'The body is not a form in UTF-8.')

function decodedText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notForm()
  }
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw notForm()
  }
}

/**
 * The form with the client that Basic names, so that there is one place to look for it.
 * @throws OAuthError `invalid_request` where the form has a secret too, or names another client
 */
export function withBasic(form: Form, authorization: string | null): Form {
  const client = basicClient(authorization)
  if (!client) return form
  if (form.client_secret !== undefined || (form.client_id ?? client.client_id) !== client.client_id)
    throw severalCredentials()
  return { ...form, client_id: client.client_id ?? '', client_secret: client.client_secret ?? '' }
}

const isBasic = (request: Request) => /^basic /i.test(request.headers.get('authorization') ?? '')

/** RFC 6749, section 2.3: one way to authenticate in a request, never two. */
function refuseSecond({ headers }: Request): void {
  if (headers.has('authorization') || headers.has('x-api-key')) throw severalCredentials()
}

const severalCredentials = () =>
  new OAuthError(
    'invalid_request',
    'Authenticate in one way: by Basic, in the form, or with another credential.',
  )
