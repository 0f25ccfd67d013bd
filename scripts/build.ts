import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lock } from '#lib/lock.mjs'

/**
 * Builds the portal when what it is built from has changed. The hash of all that is written beside the build once it
 * has succeeded, and taken away before the next begins, so a build that failed or was killed is never taken for good.
 */

const folders = ['app', 'components', 'lib', 'public']
const files = [
  'next.config.mjs',
  'package-lock.json',
  'postcss.config.mjs',
  'tailwind.config.ts',
  'tsconfig.json',
  'prisma/schema.prisma',
]
const stamp = join('.next', 'built-from')
const state = '.latchwork'

async function sources(): Promise<string[]> {
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    }),
  )
  // The generated client follows from the schema; tests are in no build.
  const counts = (path: string) =>
    !path.startsWith(join('lib', 'db', 'generated')) && !/\.test\.tsx?$/.test(path)
  return [...listed.flat().filter(counts), ...files].sort()
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const path of await sources()) {
    const content = await readFile(path).catch(() => '')
    hash.update(`\0${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function isFresh(wanted: string): Promise<boolean> {
  return (await readFile(stamp, 'utf8').catch(() => '')) === wanted
}

/** Variables that a build may depend on; the rest of a person's environment, secrets first, stays out of it. */
const passed = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'CI',
  'LANG',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
]

async function runNext(): Promise<void> {
  const path = join(state, 'build.log')
  const log = openSync(path, 'w', 0o600)
  const env = Object.fromEntries(
    passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env: { ...env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', log, log],
  })
  const giveUp = () => child.kill()
  process.once('exit', giveUp)
  try {
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0)
      throw new Error(`The portal could not be built.\n\n${(await readFile(path, 'utf8')).trim()}`)
  } finally {
    process.off('exit', giveUp)
    closeSync(log)
  }
}

/**
 * Makes `.next` what the sources say.
 *
 * @param say called with what takes a while, in plain words.
 * @throws Error with the builder's own output.
 */
export async function buildWhenStale(say: (line: string) => void): Promise<void> {
  if (await isFresh(await fingerprint())) return
  await mkdir(state, { recursive: true, mode: 0o700 })
  const held = await lock(join(state, 'locks'), 'build', () =>
    say('Another process is building the portal; waiting…'),
  )
  try {
    const wanted = await fingerprint()
    if (await isFresh(wanted)) return
    say('Building the portal (about a minute; only when something has changed)…')
    await rm(stamp, { force: true })
    await runNext()
    await writeFile(stamp, wanted)
  } finally {
    held.release()
  }
}
