import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import { joinCluster } from '../../lib/db/cluster/join.ts'
import { serverPid } from '../../lib/db/cluster/server.ts'
import { signIn } from '../list/caller.ts'
import { family, pin } from '../processes.ts'
import { type BenchServer, freePort, startServer } from '../server.ts'
import type { Target } from './closed-loop.ts'
import { fill } from './fill.ts'

/** How much there is, and how long it is measured. */
export interface Size {
  /** Keys in the database. */
  keys: number
  /** Keys that the load asks about. */
  inUse: number
}

/** A server with keys whose secrets are known, which can be started anew over the same database. */
export interface Place extends Size {
  home: string
  /** Of PostgreSQL's superuser. */
  adminUrl: string
  /** The gate, asked with a gateway's own key; its secrets are those of the keys in use. */
  gate: Target
  firstSecret: string
  /** The file of all secrets, one a line; the keys in use come first. */
  allSecrets: string
  databasePids(): number[]
  server(): BenchServer
  /** Holds the server and PostgreSQL to their cores, or lets both go where they like. */
  hold(server: 'server' | 'all'): void
  stopServer(): Promise<void>
  /** Starts the server again, with further settings. */
  startServer(env?: Record<string, string>): Promise<void>
  stop(): Promise<void>
}

/** Starts a server, makes a gateway key and fills the project with keys. */
export async function makePlace({ keys, inUse }: Size, say: (line: string) => void): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-bench-'))
  const pepper = randomBytes(32)
  const port = await freePort()
  // Held from here, so that the database lives on while the server is started anew.
  const cluster = await joinCluster({ home })
  const start = (env: Record<string, string> = {}) =>
    startServer({ home, port, env: { LATCHWORK_PEPPER: pepper.toString('hex'), LOG_LEVEL: 'error', ...env } })
  let server: BenchServer | undefined
  const running = () => {
    if (!server) throw new Error('The server does not run')
    return server
  }
  const stop = async () => {
    await server?.stop()
    await cluster.leave()
    await rm(home, { recursive: true, force: true })
  }
  try {
    say('Starting a server…')
    server = await start()
    const caller = await signIn(server)
    const gateway = (await caller.send('POST', '/api/v1/keys', { name: 'Gateway', role: 'gateway' })) as {
      secret: string
      projectId: string
    }
    const allSecrets = join(home, 'secrets-of-all')
    const began = performance.now()
    const { organizationId } = caller
    const client = new Client({ connectionString: cluster.url })
    await client.connect()
    await fill(client, { organizationId, projectId: gateway.projectId, keys, pepper, secrets: allSecrets })
    await client.end()
    say(`${keys.toLocaleString('en')} keys in ${((performance.now() - began) / 1000).toFixed(0)} s`)
    const secrets = join(home, 'secrets-in-use')
    const known = await firstLines(allSecrets, inUse)
    await writeFile(secrets, `${known.join('\n')}\n`, { mode: 0o600 })
    const postmaster = await serverPid(home)
    if (postmaster === undefined) throw new Error('PostgreSQL does not run')
    const databasePids = () => family(postmaster)
    return {
      home,
      keys,
      inUse,
      adminUrl: cluster.adminUrl,
      allSecrets,
      firstSecret: known[0] ?? '',
      gate: {
        origin: server.origin,
        path: '/api/v1/keys/verify',
        credential: gateway.secret,
        secrets,
        pids: () => running().pids(),
      },
      databasePids,
      server: running,
      hold(to) {
        pin(running().pids(), to)
        pin(databasePids(), to === 'server' ? 'others' : 'all')
      },
      async stopServer() {
        await server?.stop()
        server = undefined
      },
      async startServer(env) {
        server = await start(env)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The first lines of a file. */
async function firstLines(path: string, count: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface(createReadStream(path))) {
    if (lines.push(line) === count) break
  }
  return lines
}
