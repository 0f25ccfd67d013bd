import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asGenerator } from '../processes.ts'
import type { Target } from './closed-loop.ts'

/** What load.ts is told. */
export interface LoadOptions {
  host: string
  port: number
  path: string
  credential: string
  secrets: string
  /** The first line of the file that counts, and how many from there are asked about, in turn. */
  from: number
  distinct: number
  connections: number
  /** Requests a second, for `seconds`; 0: as fast as they are answered, `requests` of them. */
  rate: number
  seconds: number
  requests: number
}

/** One second of an open loop, by when its requests were due. */
export interface Second {
  due: number
  answered: number
  /** Answered before the second was over. */
  within: number
  p99: number
}

/** What load.ts measured; times in milliseconds, from when a request was due. */
export interface LoadResult {
  answered: number
  errors: { refused: number; broken: number; unanswered: number }
  p50: number
  p99: number
  p999: number
  max: number
  seconds: number
  /** The most by which the client itself was late with a request that nothing held back. */
  latest: number
  each: Second[]
}

const run = promisify(execFile)

type Asked = Pick<LoadOptions, 'connections'> & Partial<LoadOptions> & { cores?: 'others' | 'all' }

/** Runs load.ts in a process of its own, on the generator's cores. */
export async function load(target: Target, asked: Asked): Promise<LoadResult> {
  const { origin, path, credential, secrets } = target
  const { hostname: host, port } = new URL(origin)
  const { cores = 'others', ...rest } = asked
  const options: LoadOptions = {
    host,
    port: Number(port),
    path,
    credential,
    secrets,
    from: 0,
    distinct: Number.MAX_SAFE_INTEGER,
    rate: 0,
    seconds: 0,
    requests: 0,
    ...rest,
  }
  const file = join(import.meta.dirname, 'load.ts')
  const [command = '', ...args] = asGenerator(process.execPath, [file, JSON.stringify(options)], cores)
  const { stdout } = await run(command, args, { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout) as LoadResult
}

/** How many requests of a load got no good answer. */
export function failed({ errors }: LoadResult): number {
  return errors.refused + errors.broken + errors.unanswered
}
