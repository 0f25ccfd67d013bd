import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { family, pin } from '../processes.ts'
import type { Target } from './closed-loop.ts'
import type { Place } from './place.ts'

/** What the gate is measured beside; each a process of its own. */
export interface Peers {
  bare: Target
  next: Target
  betterAuth: Target
  /** Holds them to the core of what is measured. */
  hold(): void
  stop(): void
}

const bench = resolve(import.meta.dirname, '..')
const emptyNext = join(import.meta.dirname, 'peers/empty-next')

/** Installs what bench/package.json names and builds the empty Next app. */
export function preparePeers(say: (line: string) => void): void {
  if (!existsSync(join(bench, 'node_modules/@better-auth/api-key'))) {
    say('Installing the peers…')
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: bench,
      stdio: ['ignore', 2, 2],
    })
  }
  say('Building an empty Next app…')
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  execFileSync(process.execPath, [next, 'build', emptyNext], { env, stdio: ['ignore', 'ignore', 2] })
}

/**
 * Starts the peers beside a place that is filled.
 * @param answer what the gate says of a key; the bare server and the empty route give the same
 */
export async function startPeers(place: Place, answer: string): Promise<Peers> {
  const children: ChildProcess[] = []
  const stop = () => {
    for (const child of children) child.kill()
  }
  const start = async (file: string, path: string, env: Record<string, string>): Promise<Target> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'peers', file)], {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    const port = await portOf(child)
    const { credential, secrets } = place.gate
    return {
      origin: `http://localhost:${port}`,
      path,
      credential,
      secrets,
      pids: () => family(child.pid ?? 0),
    }
  }
  try {
    const bare = await start('bare.ts', '/verify', { BENCH_ANSWER: answer })
    const next = await start('next.ts', '/verify', { BENCH_ANSWER: answer })
    const secrets = join(place.home, 'better-auth-secrets')
    const betterAuth = await start('better-auth.ts', '/verify', {
      DATABASE_URL: await ownDatabase(place.adminUrl, 'better_auth'),
      BENCH_SECRETS: secrets,
      BENCH_IN_USE: String(place.inUse),
      BENCH_KEYS: String(place.keys),
    })
    const targets = { bare, next, betterAuth: { ...betterAuth, secrets } }
    const hold = () =>
      pin(
        Object.values(targets).flatMap((target) => target.pids()),
        'server',
      )
    return { ...targets, hold, stop }
  } catch (error) {
    stop()
    throw error
  }
}

/** Waits for the one line that a peer prints: its port. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    child.stdout?.once('data', (chunk: Buffer) => done(Number(chunk.toString())))
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`A peer ended with code ${code} before it was ready`)))
  })
}

/** A database and a role of its own in the same cluster. */
async function ownDatabase(adminUrl: string, name: string): Promise<string> {
  const password = randomBytes(24).toString('hex')
  const client = new Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(`create role ${escapeIdentifier(name)} login password '${password}'`)
    await client.query(`create database ${escapeIdentifier(name)} owner ${escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  Object.assign(url, { username: name, password, pathname: `/${name}` })
  return url.href
}
