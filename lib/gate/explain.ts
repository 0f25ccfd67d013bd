import type { Explanation, VerificationCheck } from '#lib/contracts/oversight.ts'
import {
  namesOf,
  type PermissionQuery,
  parsePermissionQuery,
  satisfies,
} from '#lib/contracts/permission-query.ts'
import type { RateLimitState, VerdictCode } from '#lib/contracts/verification.ts'
import { database } from '#lib/db/client.ts'
import { mask } from '#lib/secret/mask.ts'
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

/** A secret as it is told of. */
export interface NamedSecret {
  generation: number
  mask: string
}

/**
 * How a key would be judged now, check by check, with one of its secrets; read from the database, not from what this process
 * remembers. Nothing is counted.
 * @param generation of that secret; the newest where left out
 * @returns null where the organization has no such key, or the key no such secret
 */
export async function explain(
  { organizationId, keyId }: { organizationId: string; keyId: string },
  { permissions, ip = null, generation }: Replay,
): Promise<Explanation | null> {
  const { pool, prisma } = database()
  const secret = await prisma.keySecret.findFirst({
    where: { keyId, key: { organizationId }, ...(generation === undefined ? {} : { generation }) },
    orderBy: { generation: 'desc' },
    select: { id: true, generation: true, start: true, last: true },
  })
  if (!secret) return null
  const { rows } = await pool.query<Row>(`${selectKeys} where secret.id = $1::uuid`, [secret.id])
  const [row] = rows
  if (!row) return null
  const found = { record: recordOf(row), now: row.now.getTime() }
  const { id, rateLimits } = found.record
  const { states } = await limiter().consume(id, rateLimits, 0)
  const query = permissions === undefined ? null : parsePermissionQuery(permissions)
  const named = { generation: secret.generation, mask: mask(secret.start, secret.last) }
  const checks = checksOf(found, { query, ip }, states, named)
  return {
    at: row.now.toISOString(),
    code: checks.find(({ passed }) => !passed)?.code ?? 'VALID',
    checks,
  }
}

interface Replay {
  permissions?: string | undefined
  ip?: string | null | undefined
  generation?: number | undefined
}

/** Every check of `judge`, in its order, and the limits last: pure, so that a test holds the one against the other. */
export function checksOf(
  { record, now }: Found,
  { query, ip }: Asked,
  states: readonly RateLimitState[],
  named: NamedSecret,
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
      expiresAt === null ? 'It never expires.' : `It expires on ${text(expiresAt)}.`,
      `It expired on ${text(expiresAt)}.`,
    ),
    verdict('secret', 'EXPIRED')(
      !isPast(secret.notAfter, now),
      secret.notAfter === null
        ? 'Its newest secret is good.'
        : `Its ${secretText(named)} works until ${text(secret.notAfter)}.`,
      `Its ${secretText(named)} ended on ${text(secret.notAfter)}.`,
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

/** By UTC, as the portal shows instants. */
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })
const text = (instant: number | null) => `${dates.format(instant ?? 0)} UTC`
const secretText = ({ generation, mask: shown }: NamedSecret) => `secret ${generation} (${shown})`
const left = ({ name, remaining, limit }: RateLimitState) =>
  `${number(remaining)} of ${number(limit)} ${name}`
const number = (one: number) => one.toLocaleString('en')

/** The permissions named in a query that the key does not hold. */
function lacking(effective: ReadonlySet<string>, query: PermissionQuery | null): string[] {
  return query === null ? [] : namesOf(query).filter((name) => !effective.has(name))
}
