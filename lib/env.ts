import { z } from 'zod'
import { mounts, parseCompatHosts } from '#lib/contracts/mounts.ts'

/**
 * The environment, validated once. Everything that reads configuration reads it here, under the variable's own name,
 * so that the table in the README and the code cannot drift apart.
 */

/** The environment is not usable. `sentences` says what to set, one sentence a problem, fit to print as they are. */
export class EnvironmentError extends Error {
  readonly sentences: readonly string[]

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'))
    this.name = 'EnvironmentError'
    this.sentences = sentences
  }
}

const text = z.string().max(2_000)
const count = (least: number, most: number) =>
  z.string().max(20).regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most))

/** Addresses and CIDR ranges, separated by commas. */
const ranges = text
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  )
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).max(100))

function isDatabaseUrl(value: string): boolean {
  return URL.canParse(value) && ['postgres:', 'postgresql:'].includes(new URL(value).protocol)
}

function isRedisUrl(value: string): boolean {
  return URL.canParse(value) && ['redis:', 'rediss:'].includes(new URL(value).protocol)
}

function isSmtpUrl(value: string): boolean {
  return URL.canParse(value) && ['smtp:', 'smtps:'].includes(new URL(value).protocol)
}

/** An origin and nothing more: a path, a query or a password in it would be dropped in silence by whoever reads it. */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password
  return bare && ['http:', 'https:'].includes(url.protocol)
}

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/)
    .default('localhost'),
  PORT: count(0, 65_535).default(3000),
  DATABASE_URL: text.refine(isDatabaseUrl).optional(),
  DIRECT_DATABASE_URL: text.refine(isDatabaseUrl).optional(),
  LATCHWORK_POOL: count(1, 1_000).default(10),
  LATCHWORK_HOME: text.default('.latchwork'),
  LATCHWORK_URL: text.refine(isOrigin).optional(),
  NEXTAUTH_URL: text.refine(isOrigin).optional(),
  NEXTAUTH_SECRET: text.optional(),
  LATCHWORK_PEPPER: text.optional(),
  LATCHWORK_PEPPER_RETIRED: z.string().max(20_000).optional(),
  LATCHWORK_API_RATE: count(1, 1_000_000_000).default(600),
  LATCHWORK_ROLE: z.enum(['all', 'portal', 'gate']).default('all'),
  LATCHWORK_WORKERS: count(1, 256).default(1),
  LATCHWORK_CACHE: count(0, 10_000_000).default(100_000),
  LATCHWORK_METRICS_TOKEN: z.string().min(16).max(500).optional(),
  REDIS_URL: text.refine(isRedisUrl).optional(),
  SMTP_URL: text.refine(isSmtpUrl).optional(),
  MAIL_FROM: z
    .string()
    .max(320)
    .regex(/^([^<>@,;"\p{Cc}]+<[^\s<>@,;"]+@[^\s<>@,;"]+>|[^\s<>@,;"]+@[^\s<>@,;"]+)$/u)
    .optional(),
  LATCHWORK_TRUSTED_PROXIES: ranges,
  WEBHOOK_ALLOW_INTERNAL: ranges,
  COMPAT_HOSTS: text.default('').transform((list, context) => {
    const table = parseCompatHosts(list)
    if (table) return table
    context.addIssue('Not a table of hosts')
    return z.NEVER
  }),
  LATCHWORK_OWNER_EMAIL: z.email().max(254).optional(),
  LATCHWORK_OWNER_PASSWORD: z.string().min(12).max(200).optional(),
  LATCHWORK_ORGANIZATION: z.string().min(1).max(100).optional(),
  LATCHWORK_PROJECT: z.string().min(1).max(100).optional(),
  GITHUB_ID: text.optional(),
  GITHUB_SECRET: text.optional(),
  GOOGLE_ID: text.optional(),
  GOOGLE_SECRET: text.optional(),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  OIDC_ID: text.optional(),
  OIDC_SECRET: text.optional(),
  OIDC_NAME: z.string().min(1).max(60).default('Single sign-on'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

type Parsed = z.output<typeof schema>

/** The environment after validation. `LATCHWORK_URL` is the public origin, without a slash at the end. */
export type Env = Omit<Parsed, 'LATCHWORK_URL' | 'NEXTAUTH_URL'> & { LATCHWORK_URL: string }

/** What each variable must be, said the way a person needs it at the prompt. */
const rules: Record<keyof typeof schema.shape, string> = {
  NODE_ENV: 'must be development, test or production',
  HOST: 'must be the host name or address to listen on, such as localhost or 0.0.0.0',
  PORT: 'must be a port number from 0 to 65535',
  DATABASE_URL: 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/latchwork',
  DIRECT_DATABASE_URL: 'must be a PostgreSQL URL such as postgresql://user:password@host:5432/latchwork',
  LATCHWORK_POOL: 'must be the number of database connections of one process, from 1 to 1000',
  LATCHWORK_HOME: 'must be the path of a directory',
  LATCHWORK_URL: 'must be the public origin of the portal, such as https://keys.example.com, with no path',
  NEXTAUTH_URL: 'must be the public origin of the portal, such as https://keys.example.com, with no path',
  NEXTAUTH_SECRET: 'must be at most 2000 characters',
  LATCHWORK_PEPPER: 'must be at most 2000 characters',
  LATCHWORK_PEPPER_RETIRED: 'must be at most 20000 characters',
  LATCHWORK_API_RATE: 'must be the number of requests a minute that one credential may make, at least 1',
  LATCHWORK_ROLE: 'must be all, portal (no verification) or gate (nothing but verification)',
  LATCHWORK_WORKERS: 'must be the number of processes that serve, from 1 to 256',
  LATCHWORK_CACHE: 'must be the number of keys that one process remembers, from 0 to 10000000',
  LATCHWORK_METRICS_TOKEN: 'must be a secret of 16 to 500 characters that the metrics collector sends',
  REDIS_URL: 'must be a Redis or Valkey URL such as redis://user:password@host:6379/0',
  SMTP_URL:
    'must be the URL of a mail server such as smtp://user:password@mail.example.com:587, or smtps:// for TLS from the start',
  MAIL_FROM: 'must be the sender of mail, such as keys@example.com or Latchwork <keys@example.com>',
  LATCHWORK_TRUSTED_PROXIES:
    'must list the addresses or ranges of your own proxies, such as 10.0.0.0/8, separated by commas',
  WEBHOOK_ALLOW_INTERNAL:
    'must list the addresses or ranges of your own network to which webhooks may be sent, such as 10.20.0.0/16, separated by commas',
  COMPAT_HOSTS: `must map host names to mounts, each host once, such as api.example.com=vertesia-live,backend.example.com=freesewing; the mounts are ${mounts.join(', ')}`,
  LATCHWORK_OWNER_EMAIL: 'must be an email address',
  LATCHWORK_OWNER_PASSWORD: 'must have 12 to 200 characters',
  LATCHWORK_ORGANIZATION: 'must be a name of 1 to 100 characters',
  LATCHWORK_PROJECT: 'must be a name of 1 to 100 characters',
  GITHUB_ID: 'must be the client id of a GitHub OAuth app',
  GITHUB_SECRET: 'must be the client secret of a GitHub OAuth app',
  GOOGLE_ID: 'must be the client id of a Google OAuth client',
  GOOGLE_SECRET: 'must be the client secret of a Google OAuth client',
  OIDC_ISSUER: 'must be the issuer URL of an OpenID provider',
  OIDC_ID: 'must be the client id at the OpenID provider',
  OIDC_SECRET: 'must be the client secret at the OpenID provider',
  OIDC_NAME: 'must be the name on the sign-in button, of 1 to 60 characters',
  LOG_LEVEL: 'must be fatal, error, warn, info, debug, trace or silent',
}

/** Variables that mean nothing alone. */
const together: readonly (readonly (keyof Parsed)[])[] = [
  ['LATCHWORK_OWNER_EMAIL', 'LATCHWORK_OWNER_PASSWORD'],
  ['SMTP_URL', 'MAIL_FROM'],
  ['GITHUB_ID', 'GITHUB_SECRET'],
  ['GOOGLE_ID', 'GOOGLE_SECRET'],
  ['OIDC_ISSUER', 'OIDC_ID', 'OIDC_SECRET'],
]

/**
 * Reads and checks an environment. A variable set to nothing counts as not set.
 *
 * @throws EnvironmentError with one sentence for each variable that is wrong.
 */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given: Record<string, string> = {}
  for (const name of Object.keys(schema.shape)) {
    const value = source[name]
    if (value !== undefined && value !== '') given[name] = value
  }
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => issue.path[0] as keyof typeof rules))
    throw new EnvironmentError([...names].map((name) => `${name} ${rules[name]}.`))
  }
  const lonely = together.flatMap((group) => {
    const missing = group.filter((name) => parsed.data[name] === undefined)
    const present = group.filter((name) => parsed.data[name] !== undefined)
    return missing.length && present.length
      ? [`${present.join(' and ')} ${present.length > 1 ? 'need' : 'needs'} ${missing.join(' and ')} too.`]
      : []
  })
  if (lonely.length) throw new EnvironmentError(lonely)
  const { NEXTAUTH_URL, ...rest } = parsed.data
  const origin = new URL(rest.LATCHWORK_URL ?? NEXTAUTH_URL ?? `http://localhost:${rest.PORT}`).origin
  return { ...rest, LATCHWORK_URL: origin }
}

let cached: Env | undefined

/**
 * The environment of this process, checked at the first call and the same ever after.
 *
 * @throws EnvironmentError with one sentence for each variable that is wrong.
 */
export function env(): Env {
  cached ??= parseEnv(process.env)
  return cached
}

/** Reads the environment anew at the next call: for the launcher, which settles some variables before it serves. */
export function forgetEnv(): void {
  cached = undefined
}
