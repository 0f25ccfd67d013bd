import { type PermissionQuery, satisfies } from '#lib/contracts/permission-query.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import { admits } from './addresses.ts'
import type { KeyRecord } from './record.ts'

/** What is asked of a key, and on whose behalf. */
export interface Question {
  organizationId: string
  /** The projects that bound the caller; null where it may ask about every project of the organization. */
  reach: readonly string[] | null
  query: PermissionQuery | null
  /** The client's address, as the caller saw it. */
  ip: string | null
}

/** Every verdict but RATE_LIMITED, which depends on what was counted, not on the key alone. */
export type Judgement = Exclude<VerdictCode, 'RATE_LIMITED'>

/**
 * What is to be said of a key now. Pure: the same record, question and instant give the same judgement.
 *
 * The order is part of the contract. Whether the caller may know of the key comes first; then what is final (REVOKED),
 * what time did (EXPIRED) and what somebody may undo (DISABLED), as the status of a key has it (`statusOf`); then what
 * depends on the request, where the address comes before the permissions, so that a stolen key tried from elsewhere does
 * not tell what it could do. The caller counts rate limits last, so that no refused request uses up a limit.
 *
 * @param now milliseconds since 1970 by the database's clock; a key is refused from the instant of its expiry on.
 */
export function judge(record: KeyRecord | null, question: Question, now: number): Judgement {
  if (record === null || !mayAskAbout(record, question)) return 'NOT_FOUND'
  if (record.revoked) return 'REVOKED'
  if (isPast(record.expiresAt, now) || isPast(record.secret.notAfter, now)) return 'EXPIRED'
  if (!record.enabled) return 'DISABLED'
  if (!admits(record.allowlist, question.ip)) return 'IP_NOT_ALLOWED'
  if (question.query && !satisfies(record.effective, question.query)) return 'INSUFFICIENT_PERMISSIONS'
  return 'VALID'
}

function mayAskAbout(record: KeyRecord, question: Question): boolean {
  if (record.organizationId !== question.organizationId) return false
  return question.reach === null || question.reach.includes(record.projectId)
}

export function isPast(instant: number | null, now: number): boolean {
  return instant !== null && instant <= now
}

/**
 * The permissions by which `held` satisfies a query: all parts of an `and`, and of an `or` the first that holds. Empty
 * where the query is not satisfied.
 */
export function permissionsUsed(held: ReadonlySet<string>, query: PermissionQuery): Set<string> {
  if (!satisfies(held, query)) return new Set()
  if (query.kind === 'name') return new Set([query.name])
  const parts = query.kind === 'and' ? query.of : query.of.filter((part) => satisfies(held, part)).slice(0, 1)
  return new Set(parts.flatMap((part) => [...permissionsUsed(held, part)]))
}
