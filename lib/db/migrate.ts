import { resolve } from 'node:path'
import type { MigrationList } from '@prisma/schema-engine-wasm'
import { Client, escapeIdentifier } from 'pg'
import { type Migration, migrationsFolder, pendingMigrations, readMigrations } from '#lib/db/migrations.ts'
import { withSchemaEngine } from '#lib/db/schema-engine.ts'

/** Oldest PostgreSQL that has all we use, as `server_version_num` says it. */
const leastVersion = 150_000

/** Any number will do, as long as it is the same in every process that migrates. */
const migrationLock = 7_201_938_441

function listed(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}

/**
 * Brings the database at `url` up to date, once however many processes start together.
 *
 * @param url a direct or session-pooled connection; a transaction pooler cannot hold the lock.
 * @throws Error when the server is too old or has had other migrations under these names; what `pg` throws besides.
 * @returns the names of the migrations applied; empty when there was nothing to do.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    if ((rows[0]?.version ?? 0) < leastVersion) throw new Error('it is older than PostgreSQL 15')
    // Asked before the lock too: the usual start has nothing to apply and waits for nobody.
    if ((await pendingMigrations(client)).length === 0) return []
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    if ((await pendingMigrations(client)).length === 0) return []
    const migrationsList = listed(await readMigrations())
    const filters = { externalTables: [], externalEnums: [] }
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters }),
    )
    const left = await pendingMigrations(client)
    if (left.length) {
      throw new Error(
        `These migrations differ from what the database has had under their name: ${left.join(', ')}`,
      )
    }
    return appliedMigrationNames
  } finally {
    await client.end()
  }
}

/**
 * The SQL that leads from the migrations of the folder to the Prisma schema; empty when they agree. Works in a
 * database of its own, made beside the one `url` names and dropped afterwards.
 *
 * @param url a role that may create databases.
 */
export async function nextMigration(url: string, schemaText: string): Promise<string> {
  const migrations = await readMigrations()
  const schemaPath = resolve('prisma', 'schema.prisma')
  const shadow = `latchwork_diff_${process.pid}`
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${escapeIdentifier(shadow)}`)
    const shadowUrl = new URL(url)
    shadowUrl.pathname = `/${shadow}`
    const { stdout } = await withSchemaEngine(
      shadowUrl.href,
      (engine) =>
        engine.diff({
          from: migrations.length ? { tag: 'migrations', ...listed(migrations) } : { tag: 'empty' },
          to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content: schemaText }] },
          script: true,
          exitCode: null,
          filters: { externalTables: [], externalEnums: [] },
        }),
      [schemaPath, schemaText],
    )
    const sql = stdout ?? ''
    return /^\s*(--[^\n]*\s*)*$/.test(sql) ? '' : sql
  } finally {
    await client.query(`drop database if exists ${escapeIdentifier(shadow)} with (force)`)
    await client.end()
  }
}
