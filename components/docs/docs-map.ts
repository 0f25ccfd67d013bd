import type { Method } from '#lib/contracts/operation.ts'

/** A page of the reference that is written by hand. */
export interface GuideLink {
  href: string
  title: string
  /** What else it is found by. */
  words: string
  /** Pages that stand below it. */
  below?: readonly GuideLink[]
}

/** The services whose contracts are spoken, each with a page. */
export const contracts: readonly GuideLink[] = [
  {
    href: '/docs/dialects/dadosfera',
    title: 'Dadosfera',
    words: 'dialect compat migrate maestro ddf_ key_mask permissions',
  },
  {
    href: '/docs/dialects/freesewing',
    title: 'FreeSewing',
    words: 'dialect compat migrate levels basic jwt whoami expiresIn',
  },
  {
    href: '/docs/dialects/trackgenesis',
    title: 'TrackGenesis',
    words: 'dialect compat migrate scopes api-key expiresAT apiKey',
  },
  {
    href: '/docs/dialects/vertesia',
    title: 'Vertesia',
    words: 'dialect compat migrate roles sk- withValue maskedValue token issue',
  },
]

export const guides: readonly GuideLink[] = [
  {
    href: '/docs',
    title: 'Quick start',
    words: 'first key curl session export introduction getting started verify',
  },
  {
    href: '/docs/credentials',
    title: 'Credentials',
    words:
      'authentication authorization bearer basic x-api-key cookie session access token sign in origin csrf',
  },
  {
    href: '/docs/requests',
    title: 'Requests and answers',
    words:
      'idempotency key etag if-match pagination cursor rate limits ratelimit retry-after request id json body size problem',
  },
  {
    href: '/docs/verification',
    title: 'Verifying keys',
    words:
      'verify verdict valid code permission query grammar and or parentheses cost ip allowlist rate limit batch gateway nginx haproxy caddy traefik envoy forward auth',
  },
  {
    href: '/docs/key-format',
    title: 'Key format',
    words: 'prefix checksum leak secret scanning regular expression regex mask digest pepper base62',
  },
  {
    href: '/docs/dialects',
    title: 'Other contracts',
    words:
      'dialects vendors compat compatibility migrate migration mount COMPAT_HOSTS preset live documented openapi',
    below: contracts,
  },
  { href: '/docs/operations', title: 'All operations', words: 'list endpoints routes index openapi' },
  { href: '/docs/errors', title: 'Errors', words: 'problem details rfc 9457 code status remedy fix' },
]

/** An operation as the navigation lists it. */
export interface OperationLink {
  id: string
  method: Method
  path: string
  summary: string
}

export interface OperationGroup {
  tag: string
  operations: readonly OperationLink[]
}

export const operationHref = (id: string) => `/docs/operations/${id}`
/** The page of a service whose contract is spoken, or of all of them. */
export const dialectHref = (vendor?: string) => (vendor ? `/docs/dialects/${vendor}` : '/docs/dialects')
export const errorHref = (code: string) => `/docs/errors/${code}`
