import type { Pool, PoolClient } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { instants, numbers, texts, uuids } from './columns.ts'
import { addLate } from './late-usage.ts'
import { noteRotations } from './rotation.ts'
import { type Backlog, keptClients, keptRefusals, storable, type Tally } from './tally.ts'
import { watch } from './watch.ts'

/** What became of a write. */
export interface Written {
  /** Keys that another instance is writing just now, or whose secrets somebody is changing; they are for the next time. */
  left: ReadonlySet<string>
  /** null: committed. Otherwise the connection broke while the commit was under way; `transactionState` tells later. */
  unanswered: { xid: string; cause: unknown } | null
}

/**
 * Writes tallies down in one transaction.
 *
 * It waits for nobody and makes nobody wait for long. What is locked is the key's row of last use, which no verb writes, so
 * that a change of a key and its metering pass each other by. Every row written here belongs to a key locked here, and a
 * key that another instance holds is left for the next time: so no two instances can deadlock. Where the secrets of a key
 * are written, which verbs write too, the key itself is locked as well, or left. Keys that are gone are dropped.
 * @throws what `pg` throws; then nothing was written
 */
export async function writeDown(pool: Pool, tallies: Backlog): Promise<Written> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that breaks between two statements says so by an 'error', and one that nobody hears ends the process.
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    await client.query(begin)
    const { xid, writing, left, former, moved } = await lock(client, tallies)
    if (writing.size === 0) {
      await client.query('rollback')
      return { left, unanswered: null }
    }
    await write(client, writing, former)
    await watch(client, writing, moved)
    await noteRotations(client, writing)
    try {
      await client.query('commit')
    } catch (cause) {
      broken = toError(cause)
      return { left, unanswered: { xid, cause } }
    }
    return { left, unanswered: null }
  } catch (error) {
    await client.query('rollback').catch((cause) => {
      broken = toError(cause)
    })
    throw error
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** Whether a transaction whose commit went unanswered took place. `in progress` is for asking again. */
export async function transactionState(
  pool: Pool,
  xid: string,
): Promise<'committed' | 'aborted' | 'in progress'> {
  try {
    const { rows } = await pool.query<{ state: string | null }>('select pg_xact_status($1::xid8) as state', [
      xid,
    ])
    const state = rows[0]?.state
    if (state === 'aborted' || state === 'in progress') return state
    // null: so long ago that the server has forgotten. A commit that it received, it almost surely carried out.
    return 'committed'
  } catch (error) {
    // “In the future”: a standby took over that never had it.
    if (error instanceof Error && 'code' in error && error.code === '22023') return 'aborted'
    throw error
  }
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}

/**
 * Each statement is planned for the arrays it is given: a plan for any would take them for ten rows, and two thousand through
 * nested loops. And a key that is being deleted is waited for less long than PostgreSQL takes to see a deadlock.
 */
const begin = "begin; set local plan_cache_mode = 'force_custom_plan'; set local lock_timeout = '250ms'"

interface Locked {
  xid: string
  writing: Backlog
  left: ReadonlySet<string>
  /** What was written of the secret that a key was last used with, where it is now used with another. */
  former: readonly SecretUse[]
  /** Keys whose last use is from another address than the one written before. */
  moved: ReadonlySet<string>
}

interface SecretUse {
  key: string
  secret: string
  at: number
}

async function lock(client: PoolClient, tallies: Backlog): Promise<Locked> {
  const all = [...tallies]
  const { rows } = await client.query<LockRow>({
    name: 'meter_lock',
    text: `with mine as materialized (
        select key_id, secret_id, at, ip from key_last_use where key_id = any($1::uuid[])
        order by key_id for no key update skip locked
      )
      select pg_current_xact_id()::text as xid,
        case when count(*) < cardinality($1::uuid[]) then coalesce(array_agg(key_id), '{}') end as locked,
        coalesce(json_agg(json_build_object('key', key_id, 'secret', mine.secret_id,
            'at', round(extract(epoch from mine.at) * 1000)))
          filter (where mine.secret_id <> u.secret_id), '[]') as former,
        coalesce(array_agg(key_id) filter (where u.ip is not null and mine.ip is distinct from u.ip), '{}') as moved
      from mine join unnest($1::uuid[], $2::uuid[], $3::text[]) u (key_id, secret_id, ip) using (key_id)`,
    values: [
      uuids(all, ([id]) => id),
      uuids(all, ([, { lastUse }]) => (lastUse.at > 0 ? lastUse.secretId : null)),
      texts(all, ([, { lastUse }]) => (lastUse.at > 0 ? storable(lastUse.ip, 50) : null)),
    ],
  })
  const { xid = '', locked = null, former = [], moved = [] } = rows[0] ?? {}
  const left = new Set<string>()
  const writing = new Map(tallies)
  if (locked) {
    const mine = new Set(locked)
    for (const id of tallies.keys()) if (!mine.has(id)) writing.delete(id)
    for (const id of await existing(
      client,
      [...tallies.keys()].filter((id) => !mine.has(id)),
    ))
      left.add(id)
  }
  const written = new Set(former.map(({ key }) => key))
  for (const [id, { others, clients, firstUses }] of writing)
    if (others || clients || firstUses) written.add(id)
  if (written.size > 0) {
    const held = await lockSecrets(client, [...written])
    for (const id of written) if (!held.has(id) && writing.delete(id)) left.add(id)
  }
  return { xid, writing, left, former: former.filter(({ key }) => writing.has(key)), moved: new Set(moved) }
}

interface LockRow {
  xid: string
  locked: string[] | null
  former: SecretUse[]
  moved: string[]
}

async function existing(client: PoolClient, ids: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'meter_existing',
    text: 'select key_id as id from key_last_use where key_id = any($1::uuid[])',
    values: [ids],
  })
  return rows.map(({ id }) => id)
}

/** Those of these keys that no verb holds. */
async function lockSecrets(client: PoolClient, ids: string[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>({
    name: 'meter_lock_secrets',
    text: 'select id from api_key where id = any($1::uuid[]) order by id for no key update skip locked',
    values: [ids],
  })
  return new Set(rows.map(({ id }) => id))
}

/** A column of milliseconds as an instant. */
const instant = (column: string) => `to_timestamp(${column} / 1000.0)`

/**
 * What is there already is updated, without the work of finding out that it need not be inserted: that is all of it, every
 * second of an hour but the first.
 */
const statement = `
  with usage as (
    update key_usage known set count = known.count + u.count
    from unnest($1::uuid[], $2::float8[], $3::text[], $4::int8[]) u (key_id, hour, outcome, count)
    where known.key_id = u.key_id and known.hour = ${instant('u.hour')} and known.outcome = u.outcome
    returning 1
  ), last_use as (
    update key_last_use known set at = ${instant('u.at')}, secret_id = u.secret_id, ip = u.ip, agent = u.agent
    from unnest($5::uuid[], $6::float8[], $7::uuid[], $8::text[], $9::text[]) u (key_id, at, secret_id, ip, agent)
    where known.key_id = u.key_id and (known.at is null or known.at <= ${instant('u.at')})
  ), secret as (
    update key_secret secret set last_used_at = greatest(secret.last_used_at, ${instant('u.at')})
    from unnest($10::uuid[], $11::float8[]) u (secret_id, at) where secret.id = u.secret_id
  ), permission as (
    update key_permission_use known set count = known.count + u.count,
      last_used_at = greatest(known.last_used_at, ${instant('u.at')})
    from unnest($12::uuid[], $13::text[], $14::int8[], $15::float8[]) u (key_id, permission, count, at)
    where known.key_id = u.key_id and known.permission = u.permission
    returning 1
  ), client as (
    insert into key_secret_client (secret_id, ip, user_agent, count, last_seen_at)
    select secret.id, u.ip, u.agent, u.count, ${instant('u.at')}
    from unnest($16::uuid[], $17::text[], $18::text[], $19::int8[], $20::float8[]) u (secret_id, ip, agent, count, at)
    join key_secret secret on secret.id = u.secret_id
    on conflict (secret_id, ip, user_agent) do update set count = key_secret_client.count + excluded.count,
      last_seen_at = greatest(key_secret_client.last_seen_at, excluded.last_seen_at)
  ), refusal as (
    insert into key_refusal (id, key_id, at, code, ip, user_agent, query, secret_generation)
    select u.id, u.key_id, ${instant('u.at')}, u.code, u.ip, u.agent, u.query,
      (select ended.generation from key_secret ended where ended.id = u.secret_id)
    from unnest($21::uuid[], $22::uuid[], $23::float8[], $24::text[], $25::text[], $26::text[], $27::text[], $28::uuid[])
      u (id, key_id, at, code, ip, agent, query, secret_id)
  )
  select (select count(*) from usage)::int as usage, (select count(*) from permission)::int as permission,
    extract(epoch from date_trunc('hour', now()))::float8 * 1000 as hour`

/** Nobody else writes rows of a key that is locked, so that what conflicts is what was updated before. */
const missingUsage = `
  insert into key_usage (key_id, hour, outcome, organization_id, project_id, count)
  select key.id, ${instant('u.hour')}, u.outcome, key.organization_id, key.project_id, u.count
  from unnest($1::uuid[], $2::float8[], $3::text[], $4::int8[]) u (key_id, hour, outcome, count)
  join api_key key on key.id = u.key_id on conflict (key_id, hour, outcome) do nothing`

const missingPermissions = `
  insert into key_permission_use (key_id, permission, count, last_used_at)
  select u.key_id, u.permission, u.count, ${instant('u.at')}
  from unnest($1::uuid[], $2::text[], $3::int8[], $4::float8[]) u (key_id, permission, count, at)
  on conflict (key_id, permission) do nothing`

async function write(client: PoolClient, tallies: Backlog, former: readonly SecretUse[]): Promise<void> {
  const all = [...tallies]
  const usage = all.flatMap(([id, { counts }]) =>
    counts.filter(({ count }) => count > 0).map((one) => [id, one] as const),
  )
  const used = all.filter(([, { lastUse }]) => lastUse.at > 0)
  const secrets = secretUses(all, former)
  const permissions = all.flatMap(([id, tally]) =>
    [...(tally.permissions ?? [])].map(([name, use]) => ({ id, name, ...use })),
  )
  const clients = all.flatMap(([, tally]) => [...(tally.clients?.values() ?? [])])
  const refusals = all.flatMap(([id, tally]) => (tally.refusals ?? []).map((one) => ({ id, ...one })))
  const usageColumns = [
    uuids(usage, ([id]) => id),
    instants(usage, ([, { start }]) => start),
    texts(usage, ([, { code }]) => code),
    numbers(usage, ([, { count }]) => count),
  ]
  const permissionColumns = [
    uuids(permissions, (one) => one.id),
    texts(permissions, (one) => one.name),
    numbers(permissions, (one) => one.count),
    instants(permissions, (one) => one.at),
  ]
  const values = [
    ...usageColumns,
    uuids(used, ([id]) => id),
    instants(used, ([, { lastUse }]) => lastUse.at),
    uuids(used, ([, { lastUse }]) => lastUse.secretId),
    texts(used, ([, { lastUse }]) => storable(lastUse.ip, 50)),
    texts(used, ([, { lastUse }]) => storable(lastUse.userAgent, 512)),
    uuids(secrets, ([id]) => id),
    instants(secrets, ([, at]) => at),
    ...permissionColumns,
    uuids(clients, (one) => one.secretId),
    texts(clients, (one) => one.ip),
    texts(clients, (one) => one.userAgent),
    numbers(clients, (one) => one.count),
    instants(clients, (one) => one.at),
    uuids(refusals, () => uuidv7()),
    uuids(refusals, (one) => one.id),
    instants(refusals, (one) => one.at),
    texts(refusals, (one) => one.code),
    texts(refusals, (one) => one.ip),
    texts(refusals, (one) => one.userAgent),
    texts(refusals, (one) => one.query),
    uuids(refusals, (one) => one.endedSecretId),
  ]
  const { rows } = await client.query<{ usage: number; permission: number; hour: number }>({
    name: 'meter_write',
    text: statement,
    values,
  })
  const [found] = rows
  if (found?.usage !== usage.length)
    await client.query({ name: 'meter_missing_usage', text: missingUsage, values: usageColumns })
  const late = found ? usage.filter(([, { start }]) => start < found.hour) : []
  if (late.length > 0) await addLate(client, late)
  if (found?.permission !== permissions.length)
    await client.query({
      name: 'meter_missing_permissions',
      text: missingPermissions,
      values: permissionColumns,
    })
  if (refusals.length > 0) await trimRefusals(client, unique(refusals.map((one) => one.id)))
  if (clients.length > 0) await trimClients(client, unique(clients.map((one) => one.secretId)))
}

/** When secrets last passed that are not those of the last use of their key. */
function secretUses(
  all: readonly (readonly [string, Tally])[],
  former: readonly SecretUse[],
): [string, number][] {
  const uses = new Map<string, number>()
  const add = (id: string, at: number) => uses.set(id, Math.max(at, uses.get(id) ?? 0))
  for (const { secret, at } of former) add(secret, at)
  for (const [, { others }] of all) for (const [id, at] of others ?? []) add(id, at)
  return [...uses]
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)]

async function trimRefusals(client: PoolClient, keyIds: string[]): Promise<void> {
  await client.query({
    name: 'meter_trim_refusals',
    text: `delete from key_refusal using (
        select id, row_number() over (partition by key_id order by at desc, id desc) as place
        from key_refusal where key_id = any($1::uuid[])
      ) ranked where key_refusal.id = ranked.id and ranked.place > $2`,
    values: [keyIds, keptRefusals],
  })
}

async function trimClients(client: PoolClient, secretIds: string[]): Promise<void> {
  await client.query({
    name: 'meter_trim_clients',
    text: `delete from key_secret_client client using (
        select secret_id, ip, user_agent,
          row_number() over (partition by secret_id order by last_seen_at desc, ip, user_agent) as place
        from key_secret_client where secret_id = any($1::uuid[])
      ) ranked
      where (client.secret_id, client.ip, client.user_agent) = (ranked.secret_id, ranked.ip, ranked.user_agent)
        and ranked.place > $2`,
    values: [secretIds, keptClients],
  })
}
