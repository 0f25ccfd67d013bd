import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../portal.ts'
import { installed } from './installed.ts'

/** A Redis of one's own: the real server, on a port and in a directory of its own, that remembers nothing. */
export interface Redis {
  url: string
  port: number
  /** Sends it a signal; SIGSTOP freezes it, with its connections left open. */
  signal(signal: NodeJS.Signals): void
  /** Ends it and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it anew, empty, on the same port. */
  start(): Promise<void>
  /** Ends it and takes its directory away. */
  remove(): Promise<void>
  /** Sends one command, its parts without spaces, and gives the answer as it came. */
  command(...parts: string[]): Promise<string>
}

const server = installed('redis-server') ?? installed('valkey-server')

/** Why tests with a real Redis are skipped here, for their titles; empty where they run. */
export const withoutRedis = server ? '' : ' (skipped: neither redis-server nor valkey-server is installed)'
if (withoutRedis) console.log(`Tests with a real Redis are left out${withoutRedis}`)

/** Starts a Redis and waits until it answers. @param options more of its command line, such as `--cluster-enabled yes` */
export async function startRedis(...options: string[]): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'latchwork-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined

  const command = (...parts: string[]) => ask(port, parts)
  const signal = (name: NodeJS.Signals) => void child?.kill(name)
  const stop = async (name: NodeJS.Signals = 'SIGKILL') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    // One that is frozen hears nothing else.
    child.kill('SIGCONT')
    child.kill(name)
    await ended
  }
  const start = async () => {
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    child = spawn(server ?? 'redis-server', [...settings, '--dir', folder, ...options], { stdio: 'ignore' })
    for (let tries = 0; tries < 1_000; tries += 1) {
      await sleep(20)
      if (child.exitCode !== null) break
      if ((await command('PING').catch(() => '')).startsWith('+PONG')) return
    }
    throw new Error(`Redis did not start on port ${port}`)
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    signal,
    stop,
    start,
    command,
    async remove() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ask(port: number, parts: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 })
  socket.once('timeout', () => socket.destroy(new Error('Redis does not answer')))
  socket.write(`${parts.join(' ')}\r\n`)
  try {
    const [answer] = (await once(socket, 'data')) as [Buffer]
    return answer.toString()
  } finally {
    socket.destroy()
  }
}
