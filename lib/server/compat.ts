import type { IncomingMessage } from 'node:http'
import { hostName, type Mount, mountOf, mountRoot } from '#lib/contracts/mounts.ts'
import { env } from '#lib/env.ts'

/** The mount whose paths stand at the root of a host, by its Host header; null for a host that is the portal's. */
export function compatMount(host: string | undefined): Mount | null {
  const table = env().COMPAT_HOSTS
  if (table.size === 0 || host === undefined) return null
  return table.get(hostName(host)) ?? null
}

/** The dialect that a request is for, whatever else is the matter with its address. */
export function mountNamed({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Mount | null {
  return compatMount(headers.host) ?? mountOf(url)
}

/**
 * Finds the dialect that a request is for, and gives it the address that its routes have: at the host of a vendor, whatever is asked is
 * below the vendor's mount; and as at the vendors' servers, a slash at the end of a path means nothing.
 * @param request its `url` is rewritten, unless it is malformed
 * @returns null where the request is for no dialect
 */
export function enterMount(request: Pick<IncomingMessage, 'url' | 'headers'>): Mount | null {
  const { url = '' } = request
  const here = compatMount(request.headers.host)
  if (!url.startsWith('/') || url.startsWith('//')) return here
  // Dots are resolved before the mount is put in front, so that no path leads out of it.
  const base = `http://localhost${here === null ? url : `${mountRoot}/${here}${plainPath(url)}`}`
  if (!URL.canParse(base)) return here
  const { pathname, search } = new URL(base)
  const mount = mountOf(pathname)
  if (mount === null) return here
  request.url = pathname.replaceAll(/\/+/g, '/').replace(/\/$/, '') + search
  return mount
}

function plainPath(url: string): string {
  if (!URL.canParse(`http://localhost${url}`)) return url
  const { pathname, search } = new URL(`http://localhost${url}`)
  return pathname + search
}
