import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { changeChannel, maxScopes, unansweredNotice } from '#lib/db/notices.ts'
import { instants, numbers, texts, uuids } from './columns.ts'
import type { Backlog } from './tally.ts'

/* What use means for the secrets of a rotation. It is written with the use, in its transaction, and costs nothing where there is none. */

const instant = (column: string) => `to_timestamp(${column} / 1000.0)`

/**
 * Begins the graces that waited for the first use of a new secret. Whichever node writes first begins it; one that saw an earlier use
 * and writes later moves it earlier, unless somebody has chosen another end since. Of two secrets of a key, each of which began a grace
 * while nothing was written, the newer counts: the other has ended. The keys must be locked.
 */
const begin = `
  with begun as (
    update key_secret old set grace_began_at = ${instant('u.at')},
      not_after = least(old.not_after, ${instant('u.at')} + make_interval(secs => old.grace_seconds))
    from (
      select distinct on (new.key_id) new.key_id, new.generation, first.at
      from unnest($1::uuid[], $2::float8[]) first (secret_id, at) join key_secret new on new.id = first.secret_id
      order by new.key_id, new.generation desc
    ) u
    where old.key_id = u.key_id and old.generation = u.generation - 1
      and old.grace_seconds is not null and old.not_after > ${instant('u.at')}
      and (old.grace_began_at is null or (old.grace_began_at > ${instant('u.at')}
        and old.not_after = old.grace_began_at + make_interval(secs => old.grace_seconds)))
    returning old.key_id, old.not_after
  )
  update api_key key set rotating_until = begun.not_after from begun where key.id = begun.key_id returning key.id`

/** What goes on is due again a day after it was last dealt with (`settleRetiredSecrets`). */
const noteRetired = `
  insert into retired_secret_use (secret_id, key_id, organization_id, count, first_at, last_at, ip, user_agent)
  select secret.id, key.id, key.organization_id, u.count, ${instant('u.first')}, ${instant('u.last')}, u.ip, u.agent
  from unnest($1::uuid[], $2::int8[], $3::float8[], $4::float8[], $5::text[], $6::text[])
    u (secret_id, count, first, last, ip, agent)
  join key_secret secret on secret.id = u.secret_id join api_key key on key.id = secret.key_id
  on conflict (secret_id) do update set count = retired_secret_use.count + excluded.count,
    first_at = least(retired_secret_use.first_at, excluded.first_at),
    last_at = greatest(retired_secret_use.last_at, excluded.last_at),
    ip = excluded.ip, user_agent = excluded.user_agent,
    settled_at = case when retired_secret_use.settled_at >= excluded.last_at - interval '1 day'
      then retired_secret_use.settled_at end`

/**
 * Writes down what these tallies mean for rotations. Every node is told of an end that is earlier now: it forgets the key, as for any
 * change. Nobody waits for them to say so, which is why such a grace is a minute at least.
 */
export async function noteRotations(client: PoolClient, tallies: Backlog): Promise<void> {
  const first = [...tallies.values()].flatMap(({ firstUses }) => [...(firstUses ?? [])])
  if (first.length > 0) {
    const { rows } = await client.query<{ id: string }>({
      name: 'meter_begin_grace',
      text: begin,
      values: [uuids(first, ([id]) => id), instants(first, ([, at]) => at)],
    })
    for (let at = 0; at < rows.length; at += maxScopes) {
      const scopes = rows.slice(at, at + maxScopes).map(({ id }) => `key:${id}` as const)
      await client.query('select pg_notify($1, $2)', [changeChannel, unansweredNotice(randomUUID(), scopes)])
    }
  }
  const retired = [...tallies.values()].flatMap((tally) => [...(tally.retired?.values() ?? [])])
  if (retired.length > 0)
    await client.query({
      name: 'meter_retired',
      text: noteRetired,
      values: [
        uuids(retired, (one) => one.secretId),
        numbers(retired, (one) => one.count),
        instants(retired, (one) => one.first),
        instants(retired, (one) => one.last),
        texts(retired, (one) => one.ip),
        texts(retired, (one) => one.userAgent),
      ],
    })
}
