import type { PoolClient } from 'pg'
import { networkOf } from './addresses.ts'
import { instants, texts, uuids } from './columns.ts'
import { type Backlog, storable, type Tally } from './tally.ts'

/*
 * What in the use of a key somebody ought to know, noted as the use is written down: nothing of it is on the way of a verification, and of
 * a key that is used as ever it costs no statement. A job tells of it (`lib/core/notices/alerts.ts`); it is noted once a day for each key
 * and kind, however often it happens.
 */

/** How many networks of a key are remembered. One that is used from more is used from everywhere, and another is no news. */
export const keptNetworks = 20

/** Hours after its first use in which a key's networks are learnt, not told of: it is being brought to where it will work. */
export const learningHours = 24

/**
 * Notes new addresses, and that keys were tried after their expiry. Within the transaction that writes these tallies, whose keys are locked.
 * @param moved those of them whose last use is from another address than the one written before
 */
export async function watch(client: PoolClient, tallies: Backlog, moved: ReadonlySet<string>): Promise<void> {
  const seen: Seen[] = []
  const late: { keyId: string; at: number; ip: string | null; userAgent: string | null }[] = []
  for (const [keyId, tally] of tallies) {
    if (tally.lastUse.at > 0 && (tally.addresses !== null || moved.has(keyId)))
      seen.push(...seenOf(keyId, tally))
    const refusal = tally.refusals?.find(({ code }) => code === 'EXPIRED')
    if (refusal) late.push({ keyId, ...refusal })
  }
  if (seen.length > 0)
    await client.query({
      name: 'meter_addresses',
      text: noteAddresses,
      values: [
        uuids(seen, ({ keyId }) => keyId),
        texts(seen, ({ network }) => network),
        instants(seen, ({ at }) => at),
        texts(seen, ({ ip }) => ip),
        texts(seen, ({ userAgent }) => userAgent),
        keptNetworks,
        learningHours,
      ],
    })
  if (late.length > 0)
    await client.query({
      name: 'meter_late',
      text: noteLate,
      values: [
        uuids(late, ({ keyId }) => keyId),
        instants(late, ({ at }) => at),
        texts(late, ({ ip }) => ip),
        texts(late, ({ userAgent }) => userAgent),
      ],
    })
}

interface Seen {
  keyId: string
  network: string
  at: number
  ip: string
  /** Of the last use alone. */
  userAgent: string | null
}

/** Each network once: a statement may not write a row twice. */
function seenOf(keyId: string, { lastUse, addresses }: Tally): Seen[] {
  const byNetwork = new Map<string, Seen>()
  for (const ip of [lastUse.ip, ...(addresses ?? [])]) {
    const network = ip === null ? null : networkOf(ip)
    if (ip === null || network === null || byNetwork.has(network)) continue
    const userAgent = ip === lastUse.ip ? storable(lastUse.userAgent, 512) : null
    byNetwork.set(network, { keyId, network, at: lastUse.at, ip, userAgent })
  }
  return [...byNetwork.values()]
}

const instant = (column: string) => `to_timestamp(${column} / 1000.0)`

const noteAddresses = `
  with seen as (
    select u.key_id, u.network, ${instant('u.at')} as at, u.ip, u.agent, old.key_id is null as fresh
    from unnest($1::uuid[], $2::inet[], $3::float8[], $4::text[], $5::text[]) u (key_id, network, at, ip, agent)
    left join key_address old on old.key_id = u.key_id and old.network = u.network
  ), known as (
    select key_id, count(*) as count, min(first_seen_at) as since from key_address
    where key_id = any($1::uuid[]) group by key_id
  ), noted as (
    insert into key_address (key_id, network, first_seen_at, last_seen_at)
    select seen.key_id, network, at, at from seen left join known using (key_id)
    where not fresh or coalesce(known.count, 0) < $6::int
    on conflict (key_id, network) do update set last_seen_at = excluded.last_seen_at
      where key_address.last_seen_at < excluded.last_seen_at - interval '1 day'
  )
  insert into key_alert (key_id, kind, day, at, ip, user_agent)
  select distinct on (key_id) key_id, 'new_address', (at at time zone 'UTC')::date, at, ip, agent
  from seen join known using (key_id)
  where fresh and known.count < $6::int and known.since < at - make_interval(hours => $7::int)
  order by key_id, agent is null
  on conflict do nothing`

/** A secret that a rotation has ended is refused in the same words, and is told of by whoever rotates. */
const noteLate = `
  insert into key_alert (key_id, kind, day, at, ip, user_agent)
  select key.id, 'expired', (${instant('u.at')} at time zone 'UTC')::date, ${instant('u.at')}, u.ip, u.agent
  from unnest($1::uuid[], $2::float8[], $3::text[], $4::text[]) u (key_id, at, ip, agent)
  join api_key key on key.id = u.key_id and key.expires_at <= ${instant('u.at')}
  on conflict do nothing`
