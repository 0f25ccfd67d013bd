import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A portal of one's own: the real launcher, with its own home and embedded database, on a free port. */
export interface Portal {
  /** Its origin, without a slash at the end. */
  url: string
  /** What the launcher printed: the origin, or the set-up page with its token while there is no user. */
  firstUrl: string
  home: string
  /** The launcher's process id, for tests of its death. */
  pid: number
  /** All it has said so far, stdout and stderr together. */
  output(): string
  /** Ends it with a signal and gives its exit code, or null where the signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Stops it and removes its home. */
  remove(): Promise<void>
}

export interface Owner {
  email: string
  password: string
  organization: string
  project: string
}

const root = resolve(import.meta.dirname, '..')
/** Enough for a build, where nobody has built before. */
const readyWithin = 300_000

/** A port that nobody listens on, and that the system gives to no connection of its own accord, as it might one of its choice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const listens = await new Promise<boolean>((done) =>
      server.once('error', () => done(false)).listen(port, () => done(true)),
    )
    if (!listens) continue
    await new Promise((done) => server.close(done))
    return port
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((done) => child.once('exit', (code) => done(code)))
}

/**
 * Starts a portal and waits until it says that it is ready.
 *
 * @param options.home of a portal that has run before, or runs; a new one in a temporary directory without it.
 * @param options.environment variables besides PATH and HOME; nothing else of the test's own environment is passed on.
 * @throws Error with all the launcher has said, where it ends instead.
 */
export async function startPortal(
  options: { home?: string; environment?: Record<string, string> } = {},
): Promise<Portal> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'latchwork-e2e-')))
  const { PATH = '', HOME = '' } = process.env
  // A person's shell has no NODE_ENV, which Next's types insist upon.
  const plain: Record<string, string> = {
    PATH,
    HOME,
    PORT: String(await freePort()),
    LATCHWORK_HOME: home,
    ...options.environment,
  }
  const env = plain as NodeJS.ProcessEnv
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'scripts/serve.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const firstUrl = await new Promise<string>((done, fail) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      fail(new Error(`The portal was not ready within ${readyWithin / 1_000} s.\n${output}`))
    }, readyWithin)
    const listen = (chunk: Buffer) => {
      output += chunk
      const url = /^Latchwork is ready: (\S+)$/m.exec(output)?.[1]
      if (!url) return
      clearTimeout(timer)
      done(url)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(new Error(`The portal ended with code ${code}.\n${output}`))
    })
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended(child)
  }
  return {
    url: new URL(firstUrl).origin,
    firstUrl,
    home,
    pid: child.pid ?? 0,
    output: () => output,
    stop,
    async remove() {
      await stop()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** The owner that a portal makes at its first start, and the variables that say so. */
export function newOwner(): Owner & { environment: Record<string, string> } {
  const id = randomBytes(4).toString('hex')
  const owner = {
    email: `owner-${id}@example.com`,
    password: `correct horse ${randomBytes(9).toString('base64url')}`,
    organization: `Organization ${id}`,
    project: `Project ${id}`,
  }
  return {
    ...owner,
    environment: {
      LATCHWORK_OWNER_EMAIL: owner.email,
      LATCHWORK_OWNER_PASSWORD: owner.password,
      LATCHWORK_ORGANIZATION: owner.organization,
      LATCHWORK_PROJECT: owner.project,
    },
  }
}
