import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A portal of its own: its own port, its own database, its own secrets. */
export interface BenchServer {
  origin: string
  owner: { email: string; password: string }
  databaseUrl: string
  /** Resident memory of the server's process, in bytes; PostgreSQL's is not in it. */
  residentMemory(): number
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '..')

/** Starts the portal as `npm start` does, with an owner and no limit on requests. */
export async function startServer(): Promise<BenchServer> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-bench-'))
  const port = await freePort()
  const owner = { email: 'bench@example.com', password: randomBytes(24).toString('base64url') }
  const env = {
    ...process.env,
    LATCHWORK_HOME: home,
    PORT: String(port),
    DATABASE_URL: '',
    LATCHWORK_OWNER_EMAIL: owner.email,
    LATCHWORK_OWNER_PASSWORD: owner.password,
    LATCHWORK_API_RATE: '1000000000',
    LOG_LEVEL: 'warn',
  }
  const child = spawn('npm', ['start', '--silent'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async () => {
    await ended(child)
    await rm(home, { recursive: true, force: true })
  }
  try {
    await ready(child)
    const url = execFileSync('npm', ['run', '--silent', 'db:url'], { cwd: root, env, encoding: 'utf8' })
    return {
      origin: `http://localhost:${port}`,
      owner,
      databaseUrl: url.trim(),
      residentMemory: () => residentMemory(child.pid ?? 0),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function freePort(): Promise<number> {
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

/** The largest process that `npm start` has begun, the keeper of the database and PostgreSQL aside. */
function residentMemory(parent: number): number {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' })
  const processes = table.split('\n').flatMap((line) => {
    const [, pid, ppid, rss, args = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), ppid: Number(ppid), rss: Number(rss), args }]
  })
  const ours = (of: number): number[] =>
    processes
      .filter(({ ppid, args }) => ppid === of && !/keeper|postgres/.test(args))
      .flatMap(({ pid, rss }) => [rss, ...ours(pid)])
  return Math.max(0, ...ours(parent)) * 1024
}
