import { v7 as uuidv7 } from 'uuid'
import type { ApiKeyDetail } from '#lib/contracts/api-key.ts'
import { builtInPermissions } from '#lib/contracts/permissions.ts'
import type { Db } from '../context.ts'
import { samplePermissions } from './catalogue.ts'
import type { Random } from './random.ts'
import { innerAddress, outerAddress, refusalsOf } from './refusals.ts'
import type { SampleKey } from './sample-key.ts'
import { lastValidOf, usageOf } from './traffic.ts'

const hour = 3_600_000
const day = 24 * hour
/** How many rows one statement writes. */
const batch = 20_000

/** A key that the verbs have made, with the sample it came from. */
export interface MadeKey {
  sample: SampleKey
  key: ApiKeyDetail
}

/** Rows for one INSERT or UPDATE, column by column. */
type Rows = readonly (readonly (string | number | null)[])[]

const column = (rows: Rows, at: number) => rows.map((row) => row[at] ?? null)

function* batches(rows: Rows): Generator<Rows> {
  for (let at = 0; at < rows.length; at += batch) yield rows.slice(at, at + batch)
}

/**
 * Gives keys the past that no verb can: when they were made and changed, and 90 days of use. This writes the tables that the
 * meter writes, and dates on the keys; what a key is and may do is the verbs' alone.
 * @param now milliseconds since 1970, the database's
 */
export async function writeHistory(
  db: Db,
  made: readonly MadeKey[],
  now: number,
  random: Random,
): Promise<void> {
  const dates: (string | number | null)[][] = []
  const secrets: (string | number | null)[][] = []
  const usage: (string | number)[][] = []
  const refusals: (string | number | null)[][] = []
  const permissions: (string | number)[][] = []
  const clients: (string | number)[][] = []
  for (const { sample, key } of made) {
    const use = usageOf(sample, now, random)
    const lastValid = lastValidOf(sample, use, now, random)
    const total = use.reduce((sum, row) => sum + (row.outcome === 'VALID' ? row.count : 0), 0)
    const agent = sample.agent ?? null
    dates.push([
      key.id,
      now - sample.age * day,
      changedAt(sample, now),
      sample.life === null ? null : now + (sample.life - sample.age) * day,
      sample.revoked ? now - sample.revoked.since * day : null,
      lastValid,
      lastValid === null ? null : innerAddress(random),
      lastValid === null ? null : agent,
    ])
    secrets.push(...secretDates(sample, key, now, lastValid))
    usage.push(...use.map((row) => [key.id, row.hour, row.outcome, row.count]))
    const lacking = lackingOf(key)
    refusals.push(
      ...refusalsOf(sample, use, lacking, now, random).map((one) => [
        uuidv7(),
        key.id,
        one.at,
        one.code,
        one.ip,
        one.userAgent,
        one.query,
      ]),
    )
    if (lastValid !== null) permissions.push(...permissionUse(sample, key, total, lastValid, random))
    clients.push(...retiringClients(sample, key, now, random))
  }
  await dateKeys(db, dates)
  await dateSecrets(db, secrets)
  for (const rows of batches(usage)) await insertUsage(db, rows)
  for (const rows of batches(refusals)) await insertRefusals(db, rows)
  await insertPermissionUse(db, permissions)
  await insertClients(db, clients)
}

function changedAt(sample: SampleKey, now: number): number {
  const changes = [
    sample.age * day,
    ...(sample.rotated === undefined ? [] : [sample.rotated * day]),
    ...(sample.rotating ? [sample.rotating.since * hour] : []),
    ...(sample.disabled ? [sample.disabled.since * day] : []),
    ...(sample.revoked ? [sample.revoked.since * day] : []),
  ]
  return now - Math.min(...changes)
}

/** Own permissions of the organization that the key does not hold, to be refused for. */
function lackingOf(key: ApiKeyDetail): [string, ...string[]] {
  const held = new Set(key.effectivePermissions)
  const [first = 'ledger:write', ...rest] = Object.keys(samplePermissions).filter((name) => !held.has(name))
  return [first, ...rest.slice(0, 2)]
}

function secretDates(sample: SampleKey, key: ApiKeyDetail, now: number, lastValid: number | null) {
  const replaced = sample.rotating ? sample.rotating.since * hour : (sample.rotated ?? 0) * day
  const newest = now - (key.generation > 1 ? replaced : sample.age * day)
  const rows: (string | number | null)[][] = [[key.id, key.generation, newest, lastValid]]
  if (key.generation > 1) {
    const end = sample.rotating ? now - 48_000 : newest
    rows.push([key.id, 1, now - sample.age * day, end])
  }
  return rows
}

function permissionUse(
  sample: SampleKey,
  key: ApiKeyDetail,
  total: number,
  lastValid: number,
  random: Random,
) {
  const unused = new Set<string>(sample.unused)
  const used = key.effectivePermissions.filter((name) => !unused.has(name) && !(name in builtInPermissions))
  return used.flatMap((permission, place) => {
    // Each is asked for about half as often as the one before it.
    const count = Math.round(total * 0.9 * 0.55 ** place * (0.7 + 0.3 * random.next()))
    const ago = place === 0 ? 0 : random.next() * 3 * hour * place
    return count > 0 ? [[key.id, permission, count, Math.round(lastValid - ago)]] : []
  })
}

function retiringClients(sample: SampleKey, key: ApiKeyDetail, now: number, random: Random) {
  const old = key.secrets.find((secret) => secret.generation < key.generation)
  if (!sample.rotating || !sample.traffic || !old) return []
  const agents = [sample.agent ?? 'curl/8.11', (sample.agent ?? 'curl/8.11').replace(/(\d+)(?=\D*$)/, '9')]
  return agents.map((agent, place) => [
    old.id,
    place === 0 ? innerAddress(random) : outerAddress(random),
    agent,
    Math.max(
      1,
      Math.round(((sample.traffic?.perHour ?? 0) * (sample.rotating?.since ?? 0)) / (place === 0 ? 5 : 240)),
    ),
    now - (place === 0 ? 48_000 : 11 * 60_000),
  ])
}

async function dateKeys(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    UPDATE api_key key SET created_at = to_timestamp(u.created / 1000), updated_at = to_timestamp(u.updated / 1000),
      expires_at = to_timestamp(u.expires / 1000), 
      -- Only the date: what is not revoked stays so.
      revoked_at = CASE WHEN key.revoked_at IS NOT NULL THEN to_timestamp(u.revoked / 1000) END
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::float8[], ${column(rows, 2)}::float8[],
      ${column(rows, 3)}::float8[], ${column(rows, 4)}::float8[]) u (id, created, updated, expires, revoked)
    WHERE key.id = u.id`
  await db.$executeRaw`
    UPDATE key_last_use use SET at = to_timestamp(u.at / 1000), ip = u.ip, agent = u.agent
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 5)}::float8[], ${column(rows, 6)}::text[],
      ${column(rows, 7)}::text[]) u (id, at, ip, agent)
    WHERE use.key_id = u.id`
}

async function dateSecrets(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    UPDATE key_secret secret SET created_at = to_timestamp(u.created / 1000), last_used_at = to_timestamp(u.used / 1000)
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::int4[], ${column(rows, 2)}::float8[],
      ${column(rows, 3)}::float8[]) u (key_id, generation, created, used)
    WHERE secret.key_id = u.key_id AND secret.generation = u.generation`
}

async function insertUsage(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
    SELECT key.id, to_timestamp(u.hour / 1000), u.outcome, key.organization_id, key.project_id, u.count
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::float8[], ${column(rows, 2)}::text[],
      ${column(rows, 3)}::int8[]) u (key_id, hour, outcome, count)
    JOIN api_key key ON key.id = u.key_id`
}

async function insertRefusals(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_refusal (id, key_id, at, code, ip, user_agent, query)
    SELECT u.id, u.key_id, to_timestamp(u.at / 1000), u.code, u.ip, u.agent, u.query
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::uuid[], ${column(rows, 2)}::float8[],
      ${column(rows, 3)}::text[], ${column(rows, 4)}::text[], ${column(rows, 5)}::text[], ${column(rows, 6)}::text[])
      u (id, key_id, at, code, ip, agent, query)`
}

async function insertPermissionUse(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_permission_use (key_id, permission, count, last_used_at)
    SELECT u.key_id, u.permission, u.count, to_timestamp(u.at / 1000)
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::text[], ${column(rows, 2)}::int8[],
      ${column(rows, 3)}::float8[]) u (key_id, permission, count, at)`
}

async function insertClients(db: Db, rows: Rows): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_secret_client (secret_id, ip, user_agent, count, last_seen_at)
    SELECT u.secret_id, u.ip, u.agent, u.count, to_timestamp(u.at / 1000)
    FROM unnest(${column(rows, 0)}::uuid[], ${column(rows, 1)}::text[], ${column(rows, 2)}::text[],
      ${column(rows, 3)}::int8[], ${column(rows, 4)}::float8[]) u (secret_id, ip, agent, count, at)`
}
