import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * `npm run generate`, and what `npm ci` runs at its end: the typed Prisma client from prisma/schema.prisma, unless the
 * one there is already made from it.
 */

const root = join(import.meta.dirname, '..')
const generated = join(root, 'lib/db/generated')
const stampFile = join(generated, '.made-from')

function stamp(): string {
  const version = createRequire(import.meta.url)('prisma/package.json').version as string
  const schema = readFileSync(join(root, 'prisma/schema.prisma'))
  return createHash('sha256').update(version).update(schema).digest('hex')
}

/** Makes the client when it is missing or older than the schema. Prisma's own words go to stderr when it fails. */
export function generate(): void {
  const wanted = stamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  const prisma = join(
    dirname(createRequire(import.meta.url).resolve('prisma/package.json')),
    'build/index.js',
  )
  const run = spawnSync(process.execPath, [prisma, 'generate', '--config', 'prisma/prisma.config.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      // Generating never starts the engine, yet Prisma fetches it from its own host unless a file is named.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout}${run.stderr}`)
    throw new Error('prisma generate failed.')
  }
  writeFileSync(stampFile, wanted)
}

if (import.meta.main) generate()
