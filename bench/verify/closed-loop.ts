import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asGenerator, countCpu } from '../processes.ts'

/** What answers verifications: the gate, or a peer of it. */
export interface Target {
  origin: string
  path: string
  /** The caller's own key, where one is asked for. */
  credential: string
  /** A file of secrets, one a line. */
  secrets: string
  /** The processes that answer. */
  pids(): number[]
}

/** What a closed loop measured. */
export interface Measured {
  requestsPerSecond: number
  /** Microseconds of CPU of the server's processes a request. */
  cpu: number
  /** The same of PostgreSQL's. */
  databaseCpu: number
  /** The share of one core that the server used. */
  busy: number
}

export interface LoopOptions {
  seconds: number
  connections: number
  databasePids: () => number[]
  cores: 'others' | 'all'
}

const run = promisify(execFile)

/** Makes sure that wrk is there: installs Debian's where we may. @throws Error that says how to get it */
export function requireWrk(say: (line: string) => void): void {
  const there = () => spawnSync('wrk', ['-v']).error === undefined
  if (there()) return
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['-v']).status === 0
  if (mayInstall) {
    say('wrk is not here; installing it from Debian…')
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
    spawnSync('apt-get', ['install', '-y', '-qq', 'wrk'], { stdio: 'ignore' })
  }
  if (!there()) throw new Error('The load comes from wrk, which is not here: apt-get install wrk')
}

/**
 * Asks as fast as the target answers, over connections that stay open, from a process of its own.
 * @throws Error where an answer is anything but 200 with `"valid":true`, or a connection breaks: speed of refusals is no figure
 */
export async function closedLoop(target: Target, options: LoopOptions): Promise<Measured> {
  const { seconds, connections, databasePids, cores } = options
  const script = join(import.meta.dirname, 'verify.lua')
  const args = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s', '-s', script]
  const asked = [target.origin, '--', target.path, target.secrets, target.credential]
  const [command = '', ...rest] = asGenerator('wrk', [...args, ...asked], cores)
  const server = countCpu(target.pids())
  const database = countCpu(databasePids())
  const { stdout } = await run(command, rest)
  const used = { server: server(), database: database() }
  const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    requests: number
    seconds: number
    wrong: number
    broken: number
  }
  if (said.requests === 0 || said.wrong > 0 || said.broken > 0)
    throw new Error(
      `${target.origin}${target.path}: ${said.wrong} of ${said.requests} answers were not "valid", ${said.broken} broke`,
    )
  return {
    requestsPerSecond: said.requests / said.seconds,
    cpu: (used.server / said.requests) * 1e6,
    databaseCpu: (used.database / said.requests) * 1e6,
    busy: used.server / said.seconds,
  }
}
