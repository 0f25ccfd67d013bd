import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { keeperAddress, type Reply, type Request, readLines } from '#lib/db/cluster/protocol.ts'
import { type RunningServer, serverPid, startServer, stopServer } from '#lib/db/cluster/server.ts'
import { type Lock, tryLock } from '#lib/lock.mjs'

/**
 * A process of its own that runs the embedded PostgreSQL for as long as anybody uses it: starts it, starts it again if
 * it dies, stops it when the last user has left or died. If the keeper itself is killed the server runs on, and the
 * next keeper, which the users start at once, takes it over.
 */

const { values } = parseArgs({
  options: { home: { type: 'string' }, durable: { type: 'boolean', default: true } },
  allowNegative: true,
})
const home = values.home ?? ''
const durable = values.durable
const address = keeperAddress(home)

/** Time for the first user to come, who has just started us. */
const patience = 10_000
const users = new Set<Socket>()
let state: Reply = { state: 'starting' }
/** The server, or the start of it that is under way. */
let server: Promise<RunningServer> | undefined
let bored: NodeJS.Timeout | undefined
let stopping = false

function say(socket: Socket, reply: Reply): void {
  socket.write(`${JSON.stringify(reply)}\n`)
}

function tell(reply: Reply): void {
  state = reply
  for (const socket of users) say(socket, reply)
}

const listener = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('close', () => forget(socket))
  readLines<Request>(socket, (request) => {
    // Whoever comes while we stop finds the connection closed, and starts the next keeper.
    if (stopping) return void socket.destroy()
    if (request === 'leave') {
      users.delete(socket)
      if (users.size) return say(socket, { state: 'left' })
      return void stop(0, socket)
    }
    if (request === 'hold') {
      users.add(socket)
      clearTimeout(bored)
    }
    say(socket, state)
  })
})

function forget(socket: Socket): void {
  if (users.delete(socket) && users.size === 0) void stop(0)
}

async function stop(code: number, last?: Socket): Promise<void> {
  if (stopping) return
  stopping = true
  listener.close()
  if (process.platform !== 'win32') rmSync(address, { force: true })
  // A start under way is waited for: what it starts must not outlive us.
  const running = await server?.catch(() => undefined)
  if (running) await stopServer(running)
  if (last && !last.destroyed)
    await new Promise<void>((done) => last.end(`${JSON.stringify({ state: 'left' })}\n`, done))
  process.exit(code)
}

/** Waits for a keeper that is about to end; gives nothing when one is there to stay. */
async function onlyKeeper(): Promise<Lock | undefined> {
  for (;;) {
    const lock = tryLock(join(home, 'run'), 'keeper')
    if (lock) return lock
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(address, () => {
        socket.destroy()
        resolve(true)
      }).once('error', () => resolve(false))
    })
    if (answered) return undefined
    await sleep(50)
  }
}

async function run(): Promise<void> {
  if (!(await onlyKeeper())) return
  if (process.platform !== 'win32') rmSync(address, { force: true })
  await new Promise<void>((resolve) => listener.listen(address, resolve))
  bored = setTimeout(() => void stop(0), patience)
  for (;;) {
    server = startServer({ home, durable })
    const { pid, url, adminUrl } = await server
    tell({ state: 'ready', url, adminUrl })
    while (!stopping && (await serverPid(home)) === pid) await sleep(250)
    if (stopping) return
    tell({ state: 'starting' })
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))
process.on('SIGHUP', () => {})
run().catch(async (error: Error) => {
  tell({ state: 'failed', reason: error.message })
  // Long enough for the users to read it.
  await sleep(200)
  await stop(1)
})
