import { authenticateShown } from '#lib/auth/authenticate.ts'
import { badCredential, credentialIn } from '#lib/auth/credentials.ts'
import { anonymous } from '#lib/auth/origin.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import type { Ctx } from '#lib/core/context.ts'
import type { Failure } from './problem.ts'
import { readJson } from './read-body.ts'
import type { Surface } from './surface.ts'

/** What a verb of a dialect knows besides: how it was asked, and which headers its answer is to have. */
export type VendorCtx = Ctx & {
  request: { method: string; url: URL }
  /** In lower case. */
  replyHeaders: Record<string, string>
}

/** A refusal as a vendor renders it. */
export interface Refusal {
  status: number
  body: object
  headers?: Readonly<Record<string, string>>
}

/** How a vendor's service takes credentials and says no. */
export interface Vendor {
  /** Which credentials an operation takes; see `Operation.credential`. */
  credential?: Operation['credential']
  /** A header, in lower case, in which a key may travel instead of `Authorization`. */
  keyHeader?: string
  /** The scheme that a 401 asks for. */
  challenge: string
  /** @param params the parameters of the path, where the address has any */
  refusal(failure: Failure, params: Readonly<Record<string, unknown>>): Refusal
}

/** On the answer of a server error that a vendor documents for a mistake of the caller's: it is no alarm of ours. */
export const documentedHeader = 'x-latchwork-documented'

/**
 * The surface of a dialect: JSON as the vendor writes it, and the credentials that its clients send. A browser's cookie is none of them,
 * so that no page can act here for its visitor.
 */
export function vendorSurface(vendor: Vendor): Surface<VendorCtx> {
  return {
    async authenticate(request, requestId) {
      const ctx = await callerOf(vendor, request, anonymous(request.headers, requestId))
      return { ...ctx, request: { method: request.method, url: new URL(request.url) }, replyHeaders: {} }
    },
    readBody: readJson,
    answer({ operation, status, body, requestId, headers }) {
      const all = new Headers({ ...headers, 'cache-control': 'no-store', 'x-request-id': requestId })
      if (!operation.reply) return new Response(null, { status, headers: all })
      return json(status, body, all)
    },
    refuse(failure, requestId, headers, params = {}) {
      const refusal = vendor.refusal(failure, params)
      const all = new Headers(headers)
      for (const [name, value] of Object.entries(refusal.headers ?? {})) all.set(name, value)
      all.set('cache-control', 'no-store')
      all.set('x-request-id', requestId)
      if (failure.retryAfter !== undefined) all.set('retry-after', String(failure.retryAfter))
      if (refusal.status === 401) all.set('www-authenticate', vendor.challenge)
      return json(refusal.status, refusal.body, all)
    },
  }
}

function json(status: number, body: unknown, headers: Headers): Response {
  headers.set('content-type', 'application/json; charset=utf-8')
  return new Response(JSON.stringify(body), { status, headers })
}

async function callerOf(
  { credential = 'any', keyHeader }: Vendor,
  { headers }: Request,
  nobody: Ctx,
): Promise<Ctx> {
  const authorization = headers.get('authorization')
  const shown = credentialIn(authorization, keyHeader === undefined ? null : headers.get(keyHeader))
  if (shown.type === 'none') return nobody
  if (credential === 'token' && shown.type !== 'access token') throw badCredential()
  if (credential === 'basic' && (shown.type !== 'key' || shown.id === null)) throw badCredential()
  return authenticateShown(nobody, shown)
}
