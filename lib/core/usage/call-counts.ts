import type { Db } from '../context.ts'

/** How often each key was verified in all, whatever the outcome. */
export async function callCounts(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ id: string; count: number }[]>`
    SELECT key_id AS id, sum(count)::float8 AS count FROM key_usage
    WHERE key_id = ANY(${[...ids]}::uuid[]) GROUP BY key_id`
  return new Map(rows.map(({ id, count }) => [id, count]))
}
