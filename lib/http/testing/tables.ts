import { database } from '#lib/db/client.ts'

/** What may differ after a refusal: when a session was last seen, and how often somebody has failed. */
const volatileColumns: Readonly<Record<string, readonly string[]>> = { session: ['last_seen_at'] }
const volatileTables = new Set(['attempt', '_prisma_migrations'])

/** A digest of each table. */
export type Digest = Readonly<Record<string, string>>

async function names(): Promise<string[]> {
  const { rows } = await database().pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  )
  return rows.map((row) => row.name)
}

/** One row, a column for each table: how many rows it has, and the sum of what their text hashes to. Read a thousand times a file. */
async function digestStatement(): Promise<string> {
  const parts = (await names())
    .filter((name) => !volatileTables.has(name))
    .map((name) => {
      const columns = volatileColumns[name]?.map((column) => `'${column}'`).join(', ')
      const row = columns === undefined ? 't' : `(to_jsonb(t) - array[${columns}])`
      return `(select count(*) || ' ' || coalesce(sum(hashtextextended(${row}::text, 0)::numeric), 0) from "${name}" t) as "${name}"`
    })
  return `select ${parts.join(', ')}`
}
let statement: Promise<string> | undefined

/** Digests every row of every table, but for what may differ after a refusal. Equal digests: nothing was changed. */
export async function digestTables(): Promise<Digest> {
  statement ??= digestStatement()
  const { rows } = await database().pool.query<Digest>({ name: 'digest_tables', text: await statement })
  return { ...rows[0] }
}

/** The tables in which two digests differ. */
export function changedTables(before: Digest, after: Digest): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name])
}

/** The columns of each table that can be written, and so all but those that are computed from others. */
async function writtenColumns(): Promise<Map<string, string[]>> {
  const { rows } = await database().pool.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and is_generated = 'NEVER' order by table_name, ordinal_position`,
  )
  const byTable = Map.groupBy(rows, ({ table_name }) => table_name)
  return new Map([...byTable].map(([name, columns]) => [name, columns.map(({ column_name }) => column_name)]))
}

/** The state of all tables at a moment. */
export interface Snapshot {
  digest: Digest
  /** Puts every row back as it was. Sequences go on. */
  restore(): Promise<void>
}

/** Remembers every row in the database itself. Needs a superuser, which the tests' database has. */
export async function takeSnapshot(): Promise<Snapshot> {
  const tables = (await names()).filter((name) => name !== '_prisma_migrations')
  const copies = tables.map((name) => `create table snapshot."${name}" as table public."${name}"`)
  await database().pool.query(
    ['drop schema if exists snapshot cascade', 'create schema snapshot', ...copies].join('; '),
  )
  const written = await writtenColumns()
  const back = tables.map((name) => {
    const columns = (written.get(name) ?? []).map((column) => `"${column}"`).join(', ')
    return `delete from "${name}"; insert into "${name}" (${columns}) select ${columns} from snapshot."${name}"`
  })
  // As a replica: the trigger that keeps the audit log from shrinking stands aside, and so do foreign keys.
  const restore = ['begin', 'set local session_replication_role = replica', ...back, 'commit'].join('; ')
  return {
    digest: await digestTables(),
    restore: async () => {
      await database().pool.query(restore)
    },
  }
}
