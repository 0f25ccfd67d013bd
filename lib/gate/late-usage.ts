import type { PoolClient } from 'pg'
import { usageLock } from '#lib/db/usage-lock.ts'
import { instants, numbers, texts, uuids } from './columns.ts'
import type { HourCount } from './tally.ts'

type Late = readonly [keyId: string, count: HourCount]

const hour = `to_timestamp(u.hour / 1000.0)`
const late = `
  from unnest($1::uuid[], $2::float8[], $3::text[], $4::int8[]) u (key_id, hour, outcome, count)
  join api_key key on key.id = u.key_id join usage_mark mark on mark.organization_id = key.organization_id`

const byProject = `
  insert into project_usage (project_id, hour, outcome, organization_id, count)
  select key.project_id, ${hour}, u.outcome, key.organization_id, sum(u.count) ${late}
  where ${hour} < mark.hour group by 1, 2, 3, 4 order by 1, 2, 3
  on conflict (project_id, hour, outcome) do update set count = project_usage.count + excluded.count`

const byDay = `
  insert into key_usage_day (key_id, day, outcome, organization_id, project_id, count)
  select u.key_id, (${hour} at time zone 'UTC')::date, u.outcome, key.organization_id, key.project_id, sum(u.count) ${late}
  where ((${hour} at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC' <= mark.hour
  group by 1, 2, 3, 4, 5 order by 1, 2, 3
  on conflict (key_id, day, outcome) do update set count = key_usage_day.count + excluded.count`

/**
 * Adds what was counted in hours that are over to the sums that have been made of them meanwhile (`sumUsage`). To be called in the
 * transaction that counted it, afterwards.
 */
export async function addLate(client: PoolClient, counts: readonly Late[]): Promise<void> {
  const columns = [
    uuids(counts, ([id]) => id),
    instants(counts, ([, { start }]) => start),
    texts(counts, ([, { code }]) => code),
    numbers(counts, ([, { count }]) => count),
  ]
  await client.query({
    name: 'meter_late_lock',
    text: `select pg_advisory_xact_lock_shared(${usageLock('id::text')}) from (
        select distinct organization_id as id from api_key where id = any($1::uuid[]) order by 1
      ) organization`,
    values: [columns[0]],
  })
  await client.query({ name: 'meter_late_projects', text: byProject, values: columns })
  await client.query({ name: 'meter_late_days', text: byDay, values: columns })
}
