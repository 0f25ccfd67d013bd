import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'

/** The owner whom every portal of these tests begins with. */
export const owner = { email: 'owner@example.com', password: 'correct horse battery staple' }

/** A portal of `npm start`, as a process. */
export interface Portal {
  /** `http://127.0.0.1:port`. */
  url: string
  pid: number
  /** Milliseconds from its start until it said that it is ready. */
  readyAfter: number
  /** All that it has written to stdout and stderr. */
  output(): string
  /** True while the process lives. */
  lives(): boolean
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

interface Start {
  home: string
  port: number
  env?: Record<string, string>
}

const running = new Set<ChildProcess>()
const homes: string[] = []

/** Call once in a file: whatever it has started ends with it. */
export function cleanUp(): void {
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL')
    // The database of a home ends a moment after the last process that used it.
    await sleep(1_500)
    for (const home of homes)
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 })
  }, 60_000)
}

/** A home for a portal: empty, and gone at the end of the file. */
export async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-system-'))
  homes.push(home)
  return home
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/**
 * Starts a portal and waits until it says that it is ready. It gets nothing of our environment but what a program needs.
 * @throws Error with what it wrote, where it ends before that or takes more than a minute
 */
export async function startPortal({ home, port, env = {} }: Start): Promise<Portal> {
  const begun = performance.now()
  const passed = ['PATH', 'HOME', 'TMPDIR', 'LANG']
  const child = spawn(process.execPath, ['scripts/serve.ts'], {
    cwd: process.cwd(),
    env: {
      ...Object.fromEntries(passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      NODE_ENV: 'production',
      LATCHWORK_HOME: home,
      HOST: '127.0.0.1',
      PORT: String(port),
      LATCHWORK_OWNER_EMAIL: owner.email,
      LATCHWORK_OWNER_PASSWORD: owner.password,
      LATCHWORK_API_RATE: '1000000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  void ended.then(() => running.delete(child))
  const ready = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Latchwork is ready')) resolve(true)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(() => resolve(false))
    void sleep(60_000, undefined, { ref: false }).then(() => resolve(false))
  })
  if (!(await ready)) {
    child.kill('SIGKILL')
    throw new Error(`The portal did not become ready. It wrote:\n${output}`)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    readyAfter: performance.now() - begun,
    output: () => output,
    lives: () => child.exitCode === null && child.signalCode === null,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await ended
    },
  }
}
