import { randomUUID } from 'node:crypto'
import { addressHeader } from '#lib/client-address.ts'
import type { Ctx, Origin } from '#lib/core/context.ts'
import { CoreError } from '#lib/core/errors.ts'
import { database } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'

/** Where a request came from. The address is the one that `server.ts` has found. */
export function originOf(headers: Pick<Headers, 'get'>, requestId?: string): Origin {
  return {
    requestId: requestId ?? headers.get('x-request-id') ?? randomUUID(),
    ip: headers.get(addressHeader),
    userAgent: headers.get('user-agent')?.slice(0, 512) ?? null,
  }
}

/** The context of nobody. */
export function anonymous(headers: Pick<Headers, 'get'>, requestId?: string): Ctx {
  return {
    db: database().prisma,
    actor: { type: 'anonymous' },
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin: originOf(headers, requestId),
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a change that another site's page asks for with our visitor's cookie. Browsers say with every such request where it comes
 * from, in headers that no page can forge: Origin, where `null` (of sandboxes and files) is nobody's; or, where something
 * on the way took that out, Sec-Fetch-Site (W3C Fetch Metadata).
 * @throws CoreError `forbidden`
 */
export function checkOrigin(request: Pick<Request, 'method' | 'headers'>): void {
  if (safeMethods.has(request.method)) return
  const origin = request.headers.get('origin')
  if (origin === env().LATCHWORK_URL) return
  if (origin === null && request.headers.get('sec-fetch-site') === 'same-origin') return
  throw new CoreError(
    'forbidden',
    `This change did not come from a page of this portal. Open it at ${env().LATCHWORK_URL}.`,
  )
}
