import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Global unicast: all that the public internet has handed out of IPv6 (RFC 4291, section 2.4). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Addresses that look public and lead to a cloud's own services: Azure's wire server. */
const metadata = new Set(['168.63.129.16'])

/**
 * Whether an address is one of the public internet, and so of nobody's inside: no private, loopback, link-local, shared, multicast or
 * reserved one, and none that carries an IPv4 address, which some gateway on the way might unpack (RFC 4291 mapped and compatible,
 * RFC 6052, 6to4, Teredo). What is no address at all is not public either.
 * Source: the special-purpose registries of IANA (RFC 6890), as ipaddr.js has them.
 * @param text as `dns.lookup` or a socket gives it
 */
export function isPublic(text: string): boolean {
  const address = parse(text)
  if (address?.range() !== 'unicast' || metadata.has(address.toString())) return false
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}

/**
 * Whether an address lies in one of the ranges that the server's operator has allowed for receivers within.
 * @param ranges addresses and CIDR ranges
 */
export function isAllowed(text: string, ranges: readonly string[]): boolean {
  const address = parse(text)
  if (!address) return false
  return ranges.some((range) => {
    const [base, bits] = parseRange(range)
    return base.kind() === address.kind() && address.match(base, bits)
  })
}

/** An IPv4-mapped address is the IPv4 address that it carries: that is where a connection to it goes. */
function parse(text: string): Address | null {
  const bare = text.replace(/%.*$/, '')
  const known = ipaddr.IPv4.isValidFourPartDecimal(bare) || (bare.includes(':') && ipaddr.IPv6.isValid(bare))
  return known ? ipaddr.process(bare) : null
}

function parseRange(range: string): [Address, number] {
  if (range.includes('/')) return ipaddr.parseCIDR(range)
  const address = ipaddr.parse(range)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
