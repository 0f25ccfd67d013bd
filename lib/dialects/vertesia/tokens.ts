import type { ApiKey } from '#lib/contracts/api-key.ts'
import { tokenLifetime } from '#lib/contracts/tokens.ts'
import { getMe } from '#lib/core/account/get-me.ts'
import type { Ctx } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { getOwn } from '#lib/core/keys/get-own.ts'
import { getStanding } from '#lib/core/keys/get-standing.ts'
import { projectNames } from '#lib/core/projects/names.ts'
import { getToken } from '#lib/core/tokens/get.ts'
import type { Verb } from '#lib/http/endpoint.ts'
import { readJson } from '#lib/http/read-body.ts'
import type { Surface } from '#lib/http/surface.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'
import { type VendorCtx, vendorSurface } from '#lib/http/vendor-surface.ts'
import { ownAudience } from '#lib/signing/jwt.ts'
import type { Contract, issueToken as issueOperation } from './contract.ts'
import { issueVendor } from './errors.ts'
import { roleOf } from './translate.ts'

/** A token of a key, for who may read it and holds what it holds. */
export const getKeyToken: Verb<Contract['token'], VendorCtx> = async (ctx, { keyId }) => {
  const key = await getStanding(ctx, { keyId })
  const wanted = { keyId, audience: ownAudience(), lifetime: tokenLifetime.usual }
  const { accessToken } = await getToken(ctx, wanted, { right: 'read', claims: () => claimsOf(ctx, key) })
  return { token: accessToken }
}

/** A token of the calling key, whatever it holds. */
export const issueToken: Verb<typeof issueOperation, VendorCtx> = async (
  ctx,
  { audience = ownAudience() },
) => {
  const key = await getOwn(ctx, {})
  const wanted = { keyId: key.id, audience, lifetime: tokenLifetime.usual }
  const { accessToken, tokenType, expiresIn } = await getToken(ctx, wanted, {
    right: 'read',
    self: true,
    claims: () => claimsOf(ctx, key),
  })
  return { token: accessToken, token_type: tokenType, expires_in: expiresIn }
}

/** What the vendor's clients read in a token. Here none of it decides anything. */
async function claimsOf(ctx: Ctx, key: ApiKey) {
  const { organization } = await getMe(ctx)
  const account = { id: key.organizationId, name: organization?.name ?? '' }
  const names = await projectNames(ctx.db, [key.projectId])
  return {
    name: key.name,
    type: 'apikey',
    account,
    account_roles: [],
    accounts: [account],
    project: { id: key.projectId, name: names.get(key.projectId) ?? '', account: key.organizationId },
    project_roles: [roleOf(key)],
    apps: [],
  }
}

const bodies = new WeakMap<Request, Promise<unknown>>()

/** The body of a request, read once: who asks may stand in it, and what is asked. */
function bodyOf(request: Request): Promise<unknown> {
  const known = bodies.get(request)
  if (known) return known
  const body = readJson(request)
  bodies.set(request, body)
  return body
}

const plain = vendorSurface(issueVendor)

/** The surface of the exchange: without a credential in a header, the key in the body is it. */
export const issueSurface: Surface<VendorCtx> = {
  ...plain,
  readBody: bodyOf,
  async authenticate(request, requestId, asks) {
    const key = keyIn(await bodyOf(request))
    if (key === null) return plain.authenticate(request, requestId, asks)
    const { headers: sent, method, url } = request
    const headers = new Headers(sent)
    const shown = headers.get('authorization')?.trim()
    if (shown !== undefined && shown.replace(/^bearer +/i, '') !== key)
      throw new SurfaceError('invalid', 'The header and the body name two keys: send one.')
    headers.set('authorization', `Bearer ${key}`)
    return plain.authenticate(new Request(url, { method, headers }), requestId, asks)
  },
}

/**
 * The key that a body names; null where it names none, or something that is no text, which its schema refuses.
 * @throws CoreError `unauthenticated` for what no header could carry
 */
function keyIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('key' in body)) return null
  if (typeof body.key !== 'string') return null
  if (/^[\x21-\x7e]{1,500}$/.test(body.key)) return body.key
  throw new CoreError('unauthenticated', 'This key is not valid.')
}
