import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A way to the database on which everything arrives, in order, and late. */
export interface SlowLine {
  port: number
  /** How long, in milliseconds, what is sent from now on takes in each direction; asked for each piece. */
  delay: () => number
  close(): Promise<void>
}

/** @param target the port of the database on this machine */
export async function openSlowLine(target: number): Promise<SlowLine> {
  const sockets = new Set<Socket>()
  const line: SlowLine = {
    port: 0,
    delay: () => 0,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }

  function carry(from: Socket, to: Socket): void {
    let last = 0
    let before = Promise.resolve()
    from.on('data', (piece) => {
      const wait = line.delay()
      last = Math.max(last, performance.now() + wait)
      const at = last
      before = before.then(async () => {
        const left = at - performance.now()
        if (left > 0) await sleep(left)
        if (!to.destroyed) to.write(piece)
      })
    })
    from.on('close', () => void before.then(() => to.destroy()))
    from.on('error', () => {})
  }

  const server = createServer((client) => {
    const database = connect(target, '127.0.0.1')
    for (const socket of [client, database]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    }
    carry(client, database)
    carry(database, client)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  line.port = typeof address === 'object' && address ? address.port : 0
  return line
}
