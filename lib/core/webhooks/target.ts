import { isIP } from 'node:net'
import { env } from '#lib/env.ts'
import { invalidField } from '../errors.ts'
import { isAllowed, isPublic } from './addresses.ts'

/** Names that never lead out of a network (RFC 6761, 6762, 8375, 9476, and what ICANN keeps for private use). */
const innerNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/

/**
 * Reads the address of an endpoint as it is kept: parsed, so that all spellings of a host are one.
 *
 * Where no ranges within are allowed, it must be https and must not name a host within. What a name leads to is not looked up here,
 * since it may lead elsewhere a minute later: that is checked at each delivery.
 * @throws CoreError `invalid`, with what is wrong in the field `url`
 */
export function targetUrl(text: string): string {
  const refuse = (message: string) => invalidField('url', message)
  if (!text.isWellFormed() || !URL.canParse(text))
    throw refuse('Not an address such as https://example.com/hooks')
  const url = new URL(text)
  const within = env().WEBHOOK_ALLOW_INTERNAL
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && within.length > 0))
    throw refuse('Deliveries go over https alone; the address must begin with https://')
  if (url.username || url.password)
    throw refuse('An address with a user or a password in it would show them to everybody who sees it')
  url.hash = ''
  const host = hostOf(url)
  if (host === '') throw refuse('Not an address such as https://example.com/hooks')
  if (isIP(host)) {
    if (!isPublic(host) && !isAllowed(host, within))
      throw refuse('This address lies within a network; a webhook must be reachable over the public internet')
  } else if (within.length === 0 && (!host.includes('.') || innerNames.test(host)))
    throw refuse(`“${host}” is a name within a network; a webhook must be reachable over the public internet`)
  if (host === hostOf(new URL(env().LATCHWORK_URL)) && within.length === 0)
    throw refuse('This is Latchwork’s own address; a webhook must lead elsewhere')
  if (url.href.length > 2000) throw refuse('At most 2000 characters')
  return url.href
}

/** The host without the brackets of IPv6 and the dot that ends a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
}

/** An address for logs and the audit log, where whoever reads on should not learn a token from its query. */
export function withoutQuery(href: string): string {
  const { origin, pathname, search } = new URL(href)
  return `${origin}${pathname}${search && '?…'}`
}

/** What the audit log and notices may say of where an endpoint leads: less than their fields hold. */
const longestName = 250

/** An endpoint as the audit log and notices name it: by host and path, since one host may have several; never by its query. */
export function endpointName(href: string): string {
  const { host, pathname } = new URL(href)
  const name = `${host}${pathname.replace(/\/$/, '')}`
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}
