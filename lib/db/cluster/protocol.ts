import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What a process and the keeper of its database say to each other: a line of JSON each way, over a socket that only
 * this user can reach. Whoever holds a connection uses the database; a process that dies, however it dies, lets go,
 * because the system closes its connection.
 */

export type Request =
  /** Count me among the users. */
  | 'hold'
  /** Tell me the state, without counting me. */
  | 'peek'
  /** I am done. Answered when I was not the last, and when I was, after the database has stopped. */
  | 'leave'

export type Reply =
  | { state: 'starting' }
  | { state: 'ready'; url: string; adminUrl: string }
  | { state: 'failed'; reason: string }
  | { state: 'left' }

/** The path longer than which the system cannot name a socket, everywhere. */
const longestSocketPath = 100

/**
 * The keeper's address for a home, which must be absolute.
 *
 * @throws Error when someone else owns the directory it would lie in.
 */
export function keeperAddress(home: string): string {
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\latchwork-${hash}`
  const folder = join(home, 'run')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'keeper.sock')
  if (Buffer.byteLength(path) <= longestSocketPath) return path
  const short = join(tmpdir(), `latchwork-${process.getuid?.()}`)
  mkdirSync(short, { recursive: true, mode: 0o700 })
  const { uid, mode } = lstatSync(short)
  if (uid !== process.getuid?.() || mode & 0o077)
    throw new Error(`${short} belongs to someone else. Remove it.`)
  return join(short, `${hash}.sock`)
}

/** Calls `receive` for every line of JSON that comes in. */
export function readLines<T>(socket: NodeJS.ReadableStream, receive: (message: T) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) receive(JSON.parse(line) as T)
  })
}
