import { expiringWithin, type KeyStatus } from '#lib/contracts/api-key.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import type { Alternative } from './alternative.ts'

/** What the status of a key is derived from. */
export interface StatusFacts {
  revokedAt: Date | null
  expiresAt: Date | null
  enabled: boolean
  /** Whether its project is archived. */
  archived: boolean
  rotatingUntil: Date | null
}

/**
 * The one status of a key: the first that applies of revoked, expired, disabled, rotating, expiring, active. What is
 * final comes before what can be undone, what refuses a key before what only tells of it.
 * @param now the database's
 */
export function statusOf(key: StatusFacts, now: Date): KeyStatus {
  if (key.revokedAt) return 'revoked'
  if (key.expiresAt && key.expiresAt <= now) return 'expired'
  if (!key.enabled || key.archived) return 'disabled'
  if (key.rotatingUntil && key.rotatingUntil > now) return 'rotating'
  if (key.expiresAt && key.expiresAt.getTime() <= now.getTime() + expiringWithin * 1000) return 'expiring'
  return 'active'
}

// In the words of the indexes (prisma/migrations/…_key_indexes), so that they serve.
const expiry = Prisma.sql`coalesce(k.expires_at, 'infinity'::timestamptz)`
const soon = Prisma.sql`now() + make_interval(secs => ${expiringWithin})`

/** Not revoked, not expired: what can be used, or could if it were enabled. */
export const standing = Prisma.sql`k.revoked_at IS NULL AND ${expiry} > now()`
/** Accepted now, unless its project is archived. */
export const working = Prisma.sql`${standing} AND k.enabled`
/** Accepted now. @param archived the archived projects of the organization, mostly none: then nothing is asked of a key's */
export const workingBeside = (archived: readonly string[]): Prisma.Sql =>
  archived.length === 0 ? working : Prisma.sql`${working} AND NOT ${isIn(archived)}`
const isIn = (projects: readonly string[]) => Prisma.sql`k.project_id = ANY(${[...projects]}::uuid[])`
const inRotation = Prisma.sql`(k.rotating_until IS NOT NULL AND k.rotating_until > now())`

/**
 * The same rule as `statusOf`, as a condition on `api_key k` for the database to filter by.
 * @param archived the archived projects of the organization
 */
export function statusCondition(status: KeyStatus, archived: readonly string[]): Prisma.Sql {
  const parts = conditionsOf(status, archived).map((part) => Prisma.sql`(${part})`)
  return Prisma.sql`(${Prisma.join(parts, ' OR ')})`
}

/** Conditions one of which holds for a key of the status: more than one only where projects are archived. */
function conditionsOf(status: KeyStatus, archived: readonly string[]): Prisma.Sql[] {
  const works = workingBeside(archived)
  switch (status) {
    case 'revoked':
      return [Prisma.sql`k.revoked_at IS NOT NULL`]
    case 'expired':
      return [Prisma.sql`k.revoked_at IS NULL AND ${expiry} <= now()`]
    case 'disabled':
      return [
        Prisma.sql`${standing} AND NOT k.enabled`,
        ...(archived.length > 0 ? [Prisma.sql`${working} AND ${isIn(archived)}`] : []),
      ]
    case 'rotating':
      return [Prisma.sql`${works} AND ${inRotation}`]
    case 'expiring':
      return [Prisma.sql`${works} AND ${expiry} <= ${soon} AND NOT ${inRotation}`]
    case 'active': {
      const late = Prisma.sql`k.revoked_at IS NULL AND k.enabled AND ${expiry} > ${soon} AND NOT ${inRotation}`
      return [archived.length > 0 ? Prisma.sql`${late} AND NOT ${isIn(archived)}` : late]
    }
  }
}

/** Statuses that together are one simpler condition, the most first. */
const wholes = (archived: readonly string[]): readonly (readonly [readonly KeyStatus[], Prisma.Sql])[] => [
  [['active', 'expiring', 'rotating', 'disabled', 'expired', 'revoked'], Prisma.sql`TRUE`],
  [['active', 'expiring', 'rotating', 'disabled', 'expired'], Prisma.sql`k.revoked_at IS NULL`],
  [['active', 'expiring', 'rotating', 'disabled'], standing],
  [['active', 'expiring', 'rotating'], workingBeside(archived)],
]

/**
 * Alternatives one of which holds for a key of one of these statuses, as few as there can be. Keys end in the order they
 * were made in, more or less: what works is among the newest, what has expired among the oldest.
 */
export function statusAlternatives(
  statuses: readonly KeyStatus[],
  archived: readonly string[],
): Alternative[] {
  const asked = new Set(statuses)
  const whole = wholes(archived).find(([parts]) => parts.every((part) => asked.has(part)))
  const found: Alternative[] = whole ? [{ condition: whole[1], dense: 'newest' }] : []
  for (const status of asked)
    if (!whole?.[0].includes(status))
      for (const condition of conditionsOf(status, archived)) found.push({ condition, dense: sides[status] })
  return found
}

const sides: Partial<Record<KeyStatus, Alternative['dense']>> = { active: 'newest', expired: 'oldest' }
