import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Pool } from 'pg'

/** One folder of `prisma/migrations`. */
export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the SQL in hex, as `_prisma_migrations.checksum` keeps it. */
  checksum: string
}

/** Where migrations lie. Every process of ours runs in the project's root. */
export const migrationsFolder = resolve('prisma', 'migrations')

/**
 * Reads every migration, in the order in which they are applied. The builder is told to look away: from a folder that it cannot
 * know it concludes that every file of the project is needed, and reads them all.
 */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const entries = await readdir(/*turbopackIgnore: true*/ folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(/*turbopackIgnore: true*/ folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * The names of migrations which this database has not had yet, oldest first; empty when it is up to date.
 *
 * @throws what `pg` throws when the database cannot be reached.
 */
export async function pendingMigrations(
  pool: Pick<Pool, 'query'>,
  folder = migrationsFolder,
): Promise<string[]> {
  const [migrations, table] = await Promise.all([
    readMigrations(folder),
    pool.query<{ there: boolean }>(`select to_regclass('_prisma_migrations') is not null as there`),
  ])
  if (!table.rows[0]?.there) return migrations.map((migration) => migration.name)
  const applied = await pool.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  )
  const known = new Map(applied.rows.map((row) => [row.migration_name, row.checksum]))
  return migrations.filter(({ name, checksum }) => known.get(name) !== checksum).map(({ name }) => name)
}
