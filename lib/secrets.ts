import { EnvironmentError, env } from '#lib/env.ts'

/**
 * The secrets that live outside the database. They come from the environment alone; the launcher fills it from
 * `LATCHWORK_HOME/secrets.json` where a person has not (`scripts/secrets-file.ts`).
 */

/** One key for the digests of API keys. `version` is what a stored digest names, from 1 up. */
export interface Pepper {
  version: number
  key: Buffer
}

export interface Secrets {
  /** Signs and encrypts the session cookie, and seals the keys that sign tokens; at least 32 characters. */
  sessionKey: string
  /** `current` makes new digests; `retired` only checks those made before it. */
  peppers: { current: Pepper; retired: readonly Pepper[] }
}

/** The variables that hold secrets, by the names a person sets. */
export interface SecretSource {
  NEXTAUTH_SECRET?: string | undefined
  LATCHWORK_PEPPER?: string | undefined
  LATCHWORK_PEPPER_RETIRED?: string | undefined
}

const how = {
  NEXTAUTH_SECRET: 'set it to at least 32 random bytes, made with: openssl rand -base64 32',
  LATCHWORK_PEPPER: 'set it to at least 32 random bytes, made with: openssl rand -base64 32',
  LATCHWORK_PEPPER_RETIRED: 'list each old pepper as version:value, separated by commas',
}

/** Fewer distinct bytes than this in 32 or more is a pattern, not a draw: a random 32 bytes has 30 on average. */
const leastDistinct = 12

function isStrong(bytes: Buffer): boolean {
  return bytes.length >= 32 && new Set(bytes).size >= leastDistinct
}

function decode(value: string): Buffer | undefined {
  if (/^[0-9a-f]+$/i.test(value) && value.length % 2 === 0 && value.length >= 64)
    return Buffer.from(value, 'hex')
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return Buffer.from(value, 'base64url')
  return undefined
}

/** `version:value`, or the value alone, which is version 1. */
function pepper(value: string): Pepper | undefined {
  const match = /^(?:(\d{1,9}):)?(.+)$/.exec(value.trim())
  const key = match?.[2] ? decode(match[2]) : undefined
  const version = Number(match?.[1] ?? 1)
  return key && isStrong(key) && version >= 1 ? { version, key } : undefined
}

/**
 * Turns the variables into typed secrets.
 *
 * @throws EnvironmentError with one sentence for each secret that is missing or weak: what to set, and how to make one.
 */
export function parseSecrets(source: SecretSource): Secrets {
  const wrong: string[] = []
  const refuse = (name: keyof typeof how, problem: string) => wrong.push(`${name} ${problem}: ${how[name]}.`)

  const sessionKey = source.NEXTAUTH_SECRET ?? ''
  if (!sessionKey) refuse('NEXTAUTH_SECRET', 'is missing')
  else if (!isStrong(Buffer.from(sessionKey))) refuse('NEXTAUTH_SECRET', 'is too weak')

  const current = pepper(source.LATCHWORK_PEPPER ?? '')
  if (!source.LATCHWORK_PEPPER) refuse('LATCHWORK_PEPPER', 'is missing')
  else if (!current) refuse('LATCHWORK_PEPPER', 'is too weak or not base64')

  const retired: Pepper[] = []
  const versions = new Set(current ? [current.version] : [])
  for (const item of (source.LATCHWORK_PEPPER_RETIRED ?? '').split(',').filter((part) => part.trim())) {
    const old = pepper(item)
    if (!old) refuse('LATCHWORK_PEPPER_RETIRED', 'has an entry that is too weak or not base64')
    else if (versions.has(old.version))
      refuse('LATCHWORK_PEPPER_RETIRED', `names version ${old.version} twice`)
    else retired.push(old)
    if (old) versions.add(old.version)
  }

  if (wrong.length || !current) throw new EnvironmentError(wrong)
  return { sessionKey, peppers: { current, retired } }
}

let cached: Secrets | undefined

/**
 * The secrets of this process, checked at the first call and the same ever after.
 *
 * @throws EnvironmentError with one sentence for each secret that is missing or weak.
 */
export function secrets(): Secrets {
  cached ??= parseSecrets(env())
  return cached
}
