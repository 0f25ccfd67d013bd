import type { Db } from '../context.ts'

/** The integers by which contracts with numeric ids name owners, by the owners' ids. */
export async function ownerNumbers(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.$queryRaw<{ id: string; number: number }[]>`
    SELECT id, number FROM "user" WHERE id = ANY(${[...ids]}::uuid[])
    UNION ALL SELECT id, number FROM service_account WHERE id = ANY(${[...ids]}::uuid[])`
  return new Map(rows.map(({ id, number }) => [id, number]))
}
