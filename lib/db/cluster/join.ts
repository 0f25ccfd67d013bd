import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeHome } from '#lib/db/cluster/home.ts'
import { keeperAddress, type Reply, type Request, readLines } from '#lib/db/cluster/protocol.ts'

/** A use of the embedded database. It runs until every use of it has been left, or its process has died. */
export interface ClusterUse {
  /** Of the role that owns the database `latchwork`. */
  url: string
  /** Of the superuser, for what the application may not do itself. */
  adminUrl: string
  /** Lets go of the database; resolves once it has stopped, or at once while others use it. */
  leave(): Promise<void>
}

const startDeadline = 120_000

/** The keeper gets no secret of ours and outlives Ctrl-C, which goes to the whole group of the terminal. */
function spawnKeeper(home: string, durable: boolean): void {
  const keep = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot']
  const kept = keep.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const env: NodeJS.ProcessEnv = { NODE_ENV: 'production', ...Object.fromEntries(kept) }
  const args = [
    join(import.meta.dirname, 'keeper.ts'),
    '--home',
    home,
    durable ? '--durable' : '--no-durable',
  ]
  spawn(process.execPath, args, { cwd: resolve('.'), detached: true, env, stdio: 'ignore' }).unref()
}

function reach(address: string): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = connect(address)
    socket.once('connect', () => done(socket))
    socket.once('error', () => done(undefined))
  })
}

function send(socket: Socket, request: Request): void {
  socket.write(`${JSON.stringify(request)}\n`)
}

/** Connects and waits for a database that answers, starting a keeper where there is none. */
async function hold(home: string, durable: boolean) {
  const address = keeperAddress(home)
  const until = Date.now() + startDeadline
  let spawned = 0
  while (Date.now() < until) {
    const socket = await reach(address)
    if (!socket) {
      // The first one may have ended as we came; a second attempt every few seconds is plenty.
      if (Date.now() - spawned > 5_000) {
        spawnKeeper(home, durable)
        spawned = Date.now()
      }
      await sleep(25)
      continue
    }
    const reply = await new Promise<Reply | undefined>((done) => {
      socket.on('error', () => {})
      socket.once('close', () => done(undefined))
      readLines<Reply>(socket, (message) => {
        if (message.state !== 'starting') done(message)
        socket.emit('reply', message)
      })
      send(socket, 'hold')
    })
    if (reply?.state === 'failed') throw new Error(reply.reason)
    if (reply?.state === 'ready') return { socket, reply }
    spawned = 0
  }
  throw new Error(
    `The embedded database under ${home} did not start within ${startDeadline / 1_000} seconds.`,
  )
}

/**
 * Uses the embedded database of a home, starting it if nobody else has. If its keeper or the server dies, both come
 * back by themselves, on the same address.
 *
 * @param home `LATCHWORK_HOME`; made if missing.
 * @throws Error with a sentence for the person.
 */
export async function joinCluster(options: { home: string; durable?: boolean }): Promise<ClusterUse> {
  const home = resolve(options.home)
  const durable = options.durable ?? true
  await makeHome(home)
  let { socket, reply } = await hold(home, durable)
  let left = false

  const rejoin = async () => {
    while (!left) {
      try {
        const next = await hold(home, durable)
        socket = next.socket
        watch()
        return
      } catch {
        await sleep(1_000)
      }
    }
  }
  const watch = () => {
    socket.unref()
    socket.once('close', () => void (left || rejoin()))
  }
  watch()

  return {
    url: reply.url,
    adminUrl: reply.adminUrl,
    async leave() {
      if (left) return
      left = true
      if (socket.destroyed) return
      socket.ref()
      await new Promise<void>((done) => {
        socket.once('close', () => done())
        socket.on('reply', (message: Reply) => message.state === 'left' && done())
        send(socket, 'leave')
      })
      socket.destroy()
    },
  }
}

/** The addresses of the embedded database of a home, where one runs; does not start it. */
export async function findCluster(home: string): Promise<{ url: string; adminUrl: string } | undefined> {
  const socket = await reach(keeperAddress(resolve(home)))
  if (!socket) return undefined
  const reply = await new Promise<Reply | undefined>((done) => {
    socket.on('error', () => {})
    socket.once('close', () => done(undefined))
    readLines<Reply>(socket, done)
    send(socket, 'peek')
  })
  socket.destroy()
  return reply?.state === 'ready' ? reply : undefined
}
