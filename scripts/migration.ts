import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinCluster } from '#lib/db/cluster/join.ts'
import { nextMigration } from '#lib/db/migrate.ts'
import { migrationsFolder } from '#lib/db/migrations.ts'

/**
 * `npm run db:migration -- <name>`: writes the next folder of prisma/migrations, with the SQL that leads from the
 * migrations there to prisma/schema.prisma. Read it, and add by hand what Prisma cannot say, before it is committed.
 * `-- --empty <name>` makes a folder for SQL that the schema does not show.
 */

const words = process.argv.slice(2)
const empty = words.includes('--empty')
const name = words
  .filter((word) => word !== '--empty')
  .join('_')
  .toLowerCase()
  .replaceAll(/[^a-z0-9]+/g, '_')
if (!name) {
  console.error('Name the migration: npm run db:migration -- add_webhooks')
  process.exit(1)
}

const home = await mkdtemp(join(tmpdir(), 'latchwork-diff-'))
const cluster = await joinCluster({ home, durable: false })
try {
  const schema = await readFile('prisma/schema.prisma', 'utf8')
  const sql = empty ? '-- \n' : await nextMigration(cluster.adminUrl, schema)
  if (!sql) {
    console.log('The migrations and the schema agree: nothing to write.')
  } else {
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const folder = join(migrationsFolder, `${stamp}_${name}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'migration.sql'), sql)
    await writeFile(join(migrationsFolder, 'migration_lock.toml'), 'provider = "postgresql"\n')
    console.log(`Written: ${join(folder, 'migration.sql')}`)
  }
} finally {
  await cluster.leave()
  await rm(home, { recursive: true, force: true })
}
