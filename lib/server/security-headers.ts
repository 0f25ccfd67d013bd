import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

const everywhere = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** A year, as browsers want it to count. */
const httpsOnly = 'max-age=31536000; includeSubDomains'

interface Options {
  /** Where the portal is reached; decides whether the browser may ever come by plain HTTP. */
  origin: string
  /** Next's development server evaluates code and talks over a WebSocket. */
  dev: boolean
}

function pagePolicy(nonce: string, { origin, dev }: Options): string {
  return [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? ` 'unsafe-eval'` : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Attributes alone: they place what floats, they run nothing, and no nonce can be put on one.
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `connect-src 'self'${dev ? ' ws: wss:' : ''}`,
    `base-uri 'none'`,
    `object-src 'none'`,
    `frame-src 'none'`,
    `frame-ancestors 'none'`,
    `form-action 'self'`,
    ...(origin.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ].join('; ')
}

/**
 * Puts the headers that protect a browser on the answer, and a new nonce's policy on the request too, which is where
 * Next and the layout look for the nonce. What a client sends under that name is overwritten.
 */
export function secure(request: IncomingMessage, response: ServerResponse, options: Options): void {
  for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value)
  if (options.origin.startsWith('https:')) response.setHeader('Strict-Transport-Security', httpsOnly)
  delete request.headers['content-security-policy-report-only']
  const isPage = !/^\/(api|\.well-known)\//.test(request.url ?? '')
  const policy = isPage
    ? pagePolicy(randomBytes(16).toString('base64'), options)
    : `default-src 'none'; frame-ancestors 'none'`
  request.headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
}
