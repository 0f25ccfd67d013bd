import type { Pool, PoolClient } from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { type Backlog, keptClients, keptRefusals, type Tally } from './tally.ts'

/** What became of a write. */
export interface Written {
  /** Keys that somebody is changing just now; they are for the next time. */
  left: ReadonlySet<string>
  /** null: committed. Otherwise the connection broke while the commit was under way; `transactionState` tells later. */
  unanswered: { xid: string; cause: unknown } | null
}

/**
 * Writes tallies down in one transaction.
 *
 * It never waits for a lock and makes nobody wait for long: a key whose row a verb holds is left for the next time,
 * and every row written here belongs to a key locked here. So no two instances, and no verb and the meter, can deadlock.
 * Keys that are gone are dropped.
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
    await client.query('begin')
    const { xid, mine, left } = await lockKeys(client, [...tallies.keys()])
    const writing = new Map([...tallies].filter(([id]) => mine.has(id)))
    if (writing.size === 0) {
      await client.query('rollback')
      return { left, unanswered: null }
    }
    await write(client, writing)
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

async function lockKeys(client: PoolClient, ids: string[]) {
  const { rows } = await client.query<{ xid: string; id: string; locked: boolean }>({
    name: 'meter_lock',
    text: `with locked as materialized (
        select id from api_key where id = any($1::uuid[]) order by id for no key update skip locked
      )
      select pg_current_xact_id()::text as xid, key.id, locked.id is not null as locked
      from api_key key left join locked using (id) where key.id = any($1::uuid[])`,
    values: [ids],
  })
  const mine = new Set(rows.filter((row) => row.locked).map((row) => row.id))
  const left = new Set(rows.filter((row) => !row.locked).map((row) => row.id))
  return { xid: rows[0]?.xid ?? '', mine, left }
}

/** A column of milliseconds as an instant. */
const instant = (column: string) => `to_timestamp(${column} / 1000.0)`

const statement = `
  with usage as (
    insert into key_usage (key_id, hour, outcome, organization_id, project_id, count)
    select key.id, ${instant('u.hour')}, u.outcome, key.organization_id, key.project_id, u.count
    from unnest($1::uuid[], $2::float8[], $3::text[], $4::int8[]) u (key_id, hour, outcome, count)
    join api_key key on key.id = u.key_id
    on conflict (key_id, hour, outcome) do update set count = key_usage.count + excluded.count
  ), last_use as (
    update api_key key set last_used_at = ${instant('u.at')}, last_used_ip = u.ip, last_used_agent = u.agent
    from unnest($5::uuid[], $6::float8[], $7::text[], $8::text[]) u (key_id, at, ip, agent)
    where key.id = u.key_id and (key.last_used_at is null or key.last_used_at <= ${instant('u.at')})
  ), secret as (
    update key_secret secret set last_used_at = greatest(secret.last_used_at, ${instant('u.at')})
    from unnest($9::uuid[], $10::float8[]) u (secret_id, at) where secret.id = u.secret_id
  ), permission as (
    insert into key_permission_use (key_id, permission, count, last_used_at)
    select u.key_id, u.permission, u.count, ${instant('u.at')}
    from unnest($11::uuid[], $12::text[], $13::int8[], $14::float8[]) u (key_id, permission, count, at)
    on conflict (key_id, permission) do update set count = key_permission_use.count + excluded.count,
      last_used_at = greatest(key_permission_use.last_used_at, excluded.last_used_at)
  ), client as (
    insert into key_secret_client (secret_id, ip, user_agent, count, last_seen_at)
    select secret.id, u.ip, u.agent, u.count, ${instant('u.at')}
    from unnest($15::uuid[], $16::text[], $17::text[], $18::int8[], $19::float8[]) u (secret_id, ip, agent, count, at)
    join key_secret secret on secret.id = u.secret_id
    on conflict (secret_id, ip, user_agent) do update set count = key_secret_client.count + excluded.count,
      last_seen_at = greatest(key_secret_client.last_seen_at, excluded.last_seen_at)
  )
  insert into key_refusal (id, key_id, at, code, ip, user_agent, query)
  select u.id, u.key_id, ${instant('u.at')}, u.code, u.ip, u.agent, u.query
  from unnest($20::uuid[], $21::uuid[], $22::float8[], $23::text[], $24::text[], $25::text[], $26::text[])
    u (id, key_id, at, code, ip, agent, query)`

async function write(client: PoolClient, tallies: ReadonlyMap<string, Tally>): Promise<void> {
  const all = [...tallies]
  const usage = all.flatMap(([id, { hours }]) =>
    [...hours].flatMap(([start, outcomes]) => [...outcomes].map(([code, count]) => [id, start, code, count])),
  )
  const lastUses = all.flatMap(([id, { lastUse: use }]) => (use ? [[id, use.at, use.ip, use.userAgent]] : []))
  const secrets = all.flatMap(([, tally]) => [...tally.secrets])
  const permissions = all.flatMap(([id, tally]) =>
    [...tally.permissions].map(([name, { count, at }]) => [id, name, count, at]),
  )
  const clients = all.flatMap(([, tally]) =>
    [...tally.clients.values()].map((one) => [one.secretId, one.ip, one.userAgent, one.count, one.at]),
  )
  const refusals = all.flatMap(([id, tally]) =>
    tally.refusals.map((one) => [uuidv7(), id, one.at, one.code, one.ip, one.userAgent, one.query]),
  )
  const values = [
    ...columns(usage, 4),
    ...columns(lastUses, 4),
    ...columns(secrets, 2),
    ...columns(permissions, 4),
    ...columns(clients, 5),
    ...columns(refusals, 7),
  ]
  await client.query({ name: 'meter_write', text: statement, values })
  if (refusals.length > 0) await trimRefusals(client, unique(refusals, 1))
  if (clients.length > 0) await trimClients(client, unique(clients, 0))
}

/** Rows turned into as many arrays as there are columns, for `unnest`. */
function columns(rows: readonly (readonly unknown[])[], width: number): unknown[][] {
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column]))
}

function unique(rows: readonly (readonly unknown[])[], column: number): unknown[] {
  return [...new Set(rows.map((row) => row[column]))]
}

async function trimRefusals(client: PoolClient, keyIds: unknown[]): Promise<void> {
  await client.query({
    name: 'meter_trim_refusals',
    text: `delete from key_refusal using (
        select id, row_number() over (partition by key_id order by at desc, id desc) as place
        from key_refusal where key_id = any($1::uuid[])
      ) ranked where key_refusal.id = ranked.id and ranked.place > $2`,
    values: [keyIds, keptRefusals],
  })
}

async function trimClients(client: PoolClient, secretIds: unknown[]): Promise<void> {
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
