import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { maxRotation } from '#lib/contracts/keys.ts'

/** The latest end to which the old secret may be extended (ISO 8601); null where there is no rotation. */
export function latestGraceEnd({
  secrets,
  expiresAt,
}: Pick<ApiKeyDetail, 'secrets' | 'expiresAt'>): string | null {
  const newest = secrets.find(({ notAfter }) => notAfter === null)
  if (!newest || secrets.length < 2) return null
  const bound = new Date(Date.parse(newest.createdAt) + maxRotation * 1000).toISOString()
  return expiresAt !== null && expiresAt < bound ? expiresAt : bound
}

export type Extension = '1h' | '24h' | '7d' | 'latest'

const hour = 3_600_000
const spans: Record<Exclude<Extension, 'latest'>, number> = { '1h': hour, '24h': 24 * hour, '7d': 168 * hour }

/** The extensions that there is room for, from the end there is now: the last is as far as it goes. */
export function extensionsOf(endsAt: string, latest: string): Extension[] {
  const room = Date.parse(latest) - Date.parse(endsAt)
  const within = (Object.keys(spans) as (keyof typeof spans)[]).filter((one) => spans[one] < room)
  return [...within, 'latest']
}

/** When the old secret ends once it is extended (ISO 8601). */
export function extendedEnd(extension: Extension, endsAt: string, latest: string): string {
  return extension === 'latest' ? latest : new Date(Date.parse(endsAt) + spans[extension]).toISOString()
}
