import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { family, largest, residentMemory } from './processes.ts'

/** A portal of its own: its own port, its own database, its own secrets. */
export interface BenchServer {
  origin: string
  owner: { email: string; password: string }
  databaseUrl: string
  /** The processes of the server; those of PostgreSQL and its keeper are not among them. */
  pids(): number[]
  /** Resident memory of the server's process, in bytes; PostgreSQL's is not in it. */
  residentMemory(): number
  stop(): Promise<void>
}

interface StartOptions {
  /** Where its state lies and stays; left out: in a place of its own that goes with it. */
  home?: string
  /** Left out: any that is free. */
  port?: number
  /** Further settings. */
  env?: Record<string, string>
}

const root = resolve(import.meta.dirname, '..')

const owner = { email: 'bench@example.com', password: randomBytes(24).toString('base64url') }

/** Starts the portal as `npm start` does, with an owner and no limit on requests. */
export async function startServer(options: StartOptions = {}): Promise<BenchServer> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'latchwork-bench-')))
  const port = options.port ?? (await freePort())
  const env = {
    ...process.env,
    LATCHWORK_HOME: home,
    PORT: String(port),
    DATABASE_URL: '',
    LATCHWORK_OWNER_EMAIL: owner.email,
    LATCHWORK_OWNER_PASSWORD: owner.password,
    LATCHWORK_API_RATE: '1000000000',
    LOG_LEVEL: 'warn',
    ...options.env,
  }
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async () => {
    await ended(child)
    if (options.home === undefined) await rm(home, { recursive: true, force: true })
  }
  const pids = () => family(child.pid ?? 0, /keeper|postgres/)
  try {
    await ready(child)
    const url = execFileSync('npm', ['run', '--silent', 'db:url'], { cwd: root, env, encoding: 'utf8' })
    return {
      origin: `http://localhost:${port}`,
      owner,
      databaseUrl: url.trim(),
      pids,
      residentMemory: () => residentMemory(largest(pids())),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A port that nothing listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, 'localhost', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : failed(new Error('No port')),
      )
    })
  })
}

/** Waits for the one line that `npm start` prints. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((done, failed) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('Latchwork is ready')) done()
    })
    child.once('error', failed)
    child.once('exit', (code) => failed(new Error(`The server ended with code ${code} before it was ready`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGTERM')
  })
}
