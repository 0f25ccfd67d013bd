import type { Explanation, VerificationCheck } from '#lib/contracts/oversight.ts'
import {
  namesOf,
  type PermissionQuery,
  parsePermissionQuery,
  satisfies,
} from '#lib/contracts/permission-query.ts'
import type { RateLimitState, VerdictCode } from '#lib/contracts/verification.ts'
import { database } from '#lib/db/client.ts'
import { admits } from './addresses.ts'
import { isPast } from './judge.ts'
import { refusedBy } from './limiter.ts'
import { limiter } from './limits.ts'
import type { Found } from './reader.ts'
import { type Row, recordOf, selectKeys } from './row.ts'

/** What a verification would be asked. */
export interface Asked {
  query: PermissionQuery | null
  /** The client's address. */
  ip: string | null
}

type Check = Explanation['checks'][number]

/**
 * How a key would be judged now, check by check, with its newest secret; read from the database, not from what this process
 * remembers. Nothing is counted.
 * @returns null where the organization has no such key
 */
export async function explain(
  { organizationId, keyId }: { organizationId: string; keyId: string },
  { permissions, ip = null }: { permissions?: string | undefined; ip?: string | null | undefined },
): Promise<Explanation | null> {
  const { rows } = await database().pool.query<Row>(
    `${selectKeys} where key.id = $1::uuid and key.organization_id = $2::uuid
     order by secret.generation desc limit 1`,
    [keyId, organizationId],
  )
  const [row] = rows
  if (!row) return null
  const found = { record: recordOf(row), now: row.now.getTime() }
  const { id, rateLimits } = found.record
  const { states } = await limiter().consume(id, rateLimits, 0)
  const query = permissions === undefined ? null : parsePermissionQuery(permissions)
  const checks = checksOf(found, { query, ip }, states)
  return {
    at: row.now.toISOString(),
    code: checks.find(({ passed }) => !passed)?.code ?? 'VALID',
    checks,
  }
}

/** Every check of `judge`, in its order, and the limits last: pure, so that a test holds the one against the other. */
export function checksOf(
  { record, now }: Found,
  { query, ip }: Asked,
  states: readonly RateLimitState[],
): Check[] {
  const verdict =
    (check: VerificationCheck, failure: VerdictCode) =>
    (passed: boolean, yes: string, no: string): Check => ({
      check,
      passed,
      code: passed ? 'VALID' : failure,
      detail: passed ? yes : no,
    })
  const { expiresAt, secret, allowlist, effective } = record
  const { spent } = refusedBy(states, 1)
  return [
    verdict('revocation', 'REVOKED')(!record.revoked, 'It is not revoked.', 'It is revoked, which is final.'),
    verdict('expiry', 'EXPIRED')(
      !isPast(expiresAt, now),
      expiresAt === null ? 'It never expires.' : `It expires at ${text(expiresAt)}.`,
      `It expired at ${text(expiresAt)}.`,
    ),
    verdict('secret', 'EXPIRED')(
      !isPast(secret.notAfter, now),
      'Its newest secret is good.',
      `Its newest secret ended at ${text(secret.notAfter)}.`,
    ),
    verdict('enabled', 'DISABLED')(
      record.enabled,
      'It is enabled.',
      record.archived ? 'Its project is archived, and with it all its keys.' : 'It is disabled.',
    ),
    verdict('address', 'IP_NOT_ALLOWED')(
      admits(allowlist, ip),
      allowlist === null ? 'It may be used from every address.' : `Its address list has ${ip}.`,
      ip === null ? 'It has an address list, and no address was told.' : `Its address list lacks ${ip}.`,
    ),
    verdict('permissions', 'INSUFFICIENT_PERMISSIONS')(
      query === null || satisfies(effective, query),
      query === null ? 'Nothing was asked for.' : 'It holds what was asked for.',
      `It lacks ${lacking(effective, query).join(', ')}.`,
    ),
    verdict('rate_limits', 'RATE_LIMITED')(
      spent.length === 0,
      states.length === 0 ? 'It has no limits.' : `It has ${states.map(left).join(', ')} left.`,
      `It has nothing left of ${spent.map(({ name, reset }) => `${name} for ${reset} s`).join(', ')}.`,
    ),
  ]
}

const text = (instant: number | null) => new Date(instant ?? 0).toISOString()
const left = ({ name, remaining, limit }: RateLimitState) =>
  `${number(remaining)} of ${number(limit)} ${name}`
const number = (one: number) => one.toLocaleString('en')

/** The permissions named in a query that the key does not hold. */
function lacking(effective: ReadonlySet<string>, query: PermissionQuery | null): string[] {
  return query === null ? [] : namesOf(query).filter((name) => !effective.has(name))
}
