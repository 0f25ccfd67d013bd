import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import { env } from '#lib/env.ts'

/** The header in which `server.ts` hands the client's address to Next. What a client sends under this name is overwritten. */
export const addressHeader = 'x-latchwork-address'

/**
 * The header in which `server.ts` hands on the address that a gateway saw its client at. It means something only of a gateway that
 * has shown its key. What a client sends under this name is overwritten.
 */
export const forwardedAddressHeader = 'x-latchwork-forwarded-address'

/** The most hops that are looked at; a longer X-Forwarded-For is somebody's game. */
const maxHops = 50

/** An address as we compare and keep it: an IPv4-mapped one as the IPv4 address it carries; null for what is none. */
function normal(text: string): string | null {
  const bare = text.trim().replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : null
}

function isTrusted(address: string, proxies: readonly string[]): boolean {
  const parsed = ipaddr.process(address)
  return proxies.some((proxy) => {
    if (!proxy.includes('/')) return normal(proxy) === address
    const [base, bits] = ipaddr.parseCIDR(proxy)
    return parsed.kind() === base.kind() && parsed.match(base, bits)
  })
}

/**
 * The client's address: the socket's, unless that is one of our own proxies; then the last of X-Forwarded-For that is not.
 * Without proxies that we trust the header means nothing, since anybody can send it.
 * @param socketAddress the other end of the connection
 * @param forwardedFor X-Forwarded-For, several joined by commas
 * @param proxies addresses and CIDR ranges of our own proxies
 */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  proxies: readonly string[] = env().LATCHWORK_TRUSTED_PROXIES,
): string | null {
  let address = normal(socketAddress ?? '')
  const hops = (forwardedFor ?? '').split(',').slice(-maxHops)
  while (address && hops.length > 0 && isTrusted(address, proxies)) {
    const next = normal(hops.pop() ?? '')
    if (!next) break
    address = next
  }
  return address
}

/**
 * The address that a gateway saw its client at: the last hop of X-Forwarded-For that is no proxy of ours. The gateway itself is
 * believed, whatever its address, since it wrote the last hop and shows its key.
 * @returns null where there is no hop, or one on the way back that is no address
 */
export function forwardedAddress(
  forwardedFor: string | undefined,
  proxies: readonly string[] = env().LATCHWORK_TRUSTED_PROXIES,
): string | null {
  const hops = (forwardedFor ?? '').split(',').slice(-maxHops)
  let address: string | null = null
  for (const hop of hops.reverse()) {
    address = normal(hop)
    if (!address || !isTrusted(address, proxies)) break
  }
  return address
}

/** Finds the client's address and writes it where Next's side reads it. For every request, before anything else sees it. */
export function stampAddress(request: IncomingMessage): string | null {
  const forwarded = request.headers['x-forwarded-for']
  const list = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
  const address = clientAddress(request.socket.remoteAddress, list)
  if (address) request.headers[addressHeader] = address
  else delete request.headers[addressHeader]
  // Here and not where it is read: Next writes an X-Forwarded-For of its own where there is none.
  const seen = forwardedAddress(list)
  if (seen) request.headers[forwardedAddressHeader] = seen
  else delete request.headers[forwardedAddressHeader]
  return address
}
