import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [Address, number]

/**
 * Who may present a key. `null`: anybody. A list with nothing readable on it admits nobody: what cannot be understood
 * must not widen access.
 */
export type Allowlist = readonly Range[] | null

/** The bits of an IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2) before the IPv4 address begins. */
const mappedPrefix = 96

/** Only four decimal parts count as IPv4: `inet_aton` forms such as `10.1` or `0x7f.1` mean different hosts to different readers. */
function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

function parseRange(text: string): Range | null {
  const [base = '', bits, ...more] = text.split('/')
  const address = parseAddress(base)
  if (!address || more.length) return null
  const mapped = address.kind() === 'ipv4' && base.includes(':')
  const width = address.kind() === 'ipv4' ? 32 : 128
  if (bits === undefined) return [address, width]
  if (!/^\d{1,3}$/.test(bits)) return null
  const length = mapped ? Number(bits) - mappedPrefix : Number(bits)
  return length >= 0 && length <= width ? [address, length] : null
}

/** Reads a key's address list: IPv4 and IPv6 addresses and CIDR ranges; empty is `null`, anybody. */
export function parseAllowlist(list: readonly string[]): Allowlist {
  return list.length === 0 ? null : list.map(parseRange).filter((range) => range !== null)
}

/**
 * True where the list admits the address. An IPv4-mapped IPv6 address is the IPv4 address it carries, so that a
 * dual-stack socket's `::ffff:203.0.113.7` matches `203.0.113.0/24` and `::/0` admits IPv6 alone. No address given: only
 * `null` admits it.
 */
export function admits(allowlist: Allowlist, ip: string | null): boolean {
  if (allowlist === null) return true
  const address = ip === null ? null : parseAddress(ip)
  if (!address) return false
  return allowlist.some((range) => range[0].kind() === address.kind() && address.match(range))
}

/**
 * The network by which an address is remembered: of IPv4 the address itself, of IPv6 the 64 bits that are a site's, since the rest
 * changes by itself (RFC 8981). null for what is no address.
 */
export function networkOf(ip: string): string | null {
  const address = parseAddress(ip)
  if (!address) return null
  if (address instanceof ipaddr.IPv4) return address.toString()
  const site = address.parts.slice(0, 4).map((part) => part.toString(16))
  return `${site.join(':')}::/64`
}
