import type { IncomingHttpHeaders } from 'node:http'

/** How Next talks to itself, and its pages to it. No request to the contract has a use for any of it. */
const internal =
  /^(rsc|next-.*|x-nextjs-.*|x-middleware-.*|x-invoke-.*|x-matched-path|x-now-route-matches|x-prerender-.*)$/

/**
 * Takes what only Next may say off a request that is for the contract: it could make Next answer in the contract's
 * place (a redirect, a page's data) and has opened doors before (CVE-2025-29927).
 */
export function dropNextHeaders(url: string, headers: IncomingHttpHeaders): void {
  if (!url.startsWith('/api/')) return
  for (const name of Object.keys(headers)) if (internal.test(name)) delete headers[name]
}
