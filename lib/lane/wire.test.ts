import { type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyKey } from '#lib/contracts/verification.ts'
import { closeServers, listen } from '#lib/server/listen.ts'
import type { PlainRequest } from './plain.ts'
import { type Answering, takeWire, type Wire } from './wire.ts'

/* Real connections to a real server. What answers plain requests is the test's, since what is tested is who gets which. */

let servers: Server[]
let wire: Wire
let port: number
/** Bodies, in the order in which they were answered on the wire and by Node. */
let quick: string[]
let node: string[]
let answering: Answering
/** What the server has accepted, in that order. */
let accepted: Socket[]
/** Milliseconds, for the tests in which it runs out. */
const brief = 100

const said = (text: string) => ({
  text: `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  encoding: 'latin1' as const,
})

beforeEach(async () => {
  quick = []
  node = []
  answering = ({ body }: PlainRequest) => {
    if (body.startsWith('refuse')) return null
    quick.push(body)
    return said(`quick ${body}`)
  }
  await serve(10_000)
})

async function serve(patience: number): Promise<void> {
  accepted = []
  servers = await listen(
    { host: '127.0.0.1', port: 0 },
    async (asked, response) => {
      let body = ''
      for await (const part of asked) body += part
      node.push(body)
      response.end(`node ${body}`)
    },
    (server) => {
      wire = takeWire(server, (plain, ip) => answering(plain, ip), patience)
      server.on('connection', (socket) => accepted.push(socket))
    },
  )
  port = ((servers[0] as Server).address() as AddressInfo).port
}

async function end(): Promise<void> {
  wire.close(0)
  await closeServers(servers, 0)
}
afterEach(end)

const plain = (body: string, more = '') =>
  `POST ${verifyKey.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer a\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
/** One that is not plain, for the cookie in it. */
const other = (body: string) => plain(body, 'Cookie: a=b\r\n')

interface Line {
  socket: Socket
  heard(): string
  /** Resolves when `text` has been heard, or the connection is closed. */
  until(text: string): Promise<void>
  closed: Promise<void>
}

async function open(): Promise<Line> {
  const socket = connect(port, '127.0.0.1')
  await new Promise((done) => socket.once('connect', done))
  let all = ''
  const closed = new Promise<void>((done) => socket.once('close', () => done()))
  socket.on('error', () => {})
  socket.on('data', (part) => {
    all += part
  })
  return {
    socket,
    heard: () => all,
    closed,
    async until(text) {
      const end = performance.now() + 12_000
      while (!all.includes(text) && !socket.closed && performance.now() < end) await sleep(5)
    },
  }
}

/** The bodies of all answers that were heard. */
const bodies = (text: string) => [...text.matchAll(/(?:quick|node) [a-z\d]+/g)].map(([one]) => one)

describe('a plain request', () => {
  test('is answered on the wire, one after another on one connection', async () => {
    const line = await open()
    for (const body of ['one', 'two', 'three']) {
      line.socket.write(plain(body))
      await line.until(`quick ${body}`)
    }
    expect(bodies(line.heard())).toEqual(['quick one', 'quick two', 'quick three'])
    expect(node).toEqual([])
  })

  test('may come in pieces', async () => {
    const line = await open()
    const text = plain('pieces')
    for (let at = 0; at < text.length; at += 40) {
      line.socket.write(text.slice(at, at + 40))
      await sleep(5)
    }
    await line.until('quick pieces')
    expect(quick).toEqual(['pieces'])
  })

  test('is answered in its turn where several come at once, though the first takes its time', async () => {
    answering = ({ body }) =>
      body === 'slow' ? sleep(100).then(() => said('quick slow')) : said(`quick ${body}`)
    const line = await open()
    line.socket.write(plain('slow') + plain('second') + other('third') + other('fourth'))
    await line.until('node fourth')
    expect(bodies(line.heard())).toEqual(['quick slow', 'quick second', 'node third', 'node fourth'])
  })

  test('is answered also where the other side has nothing more to say', async () => {
    answering = () => sleep(100).then(() => said('quick slow'))
    const line = await open()
    line.socket.end(plain('slow') + plain('next'))
    await line.closed
    expect(bodies(line.heard())).toEqual(['quick slow', 'quick slow'])
  })

  test('that may not be answered here is Node’s, whole, though that is known late', async () => {
    for (const answer of [null, sleep(50).then(() => null)]) {
      answering = () => answer
      const line = await open()
      line.socket.write(plain('refused') + plain('next'))
      await line.until('node next')
      expect(bodies(line.heard())).toEqual(['node refused', 'node next'])
    }
  })
})

describe('whatever else comes', () => {
  test('is Node’s, and so is all that follows on its connection', async () => {
    const line = await open()
    line.socket.write(plain('one'))
    await line.until('quick one')
    for (const [text, answer] of [
      [other('two'), 'node two'],
      [plain('three'), 'node three'],
    ] as const) {
      line.socket.write(text)
      await line.until(answer)
    }
    expect(bodies(line.heard())).toEqual(['quick one', 'node two', 'node three'])
  })

  test('is Node’s from its first byte, wherever it is parted', async () => {
    const text = other('parted')
    for (let at = 1; at < text.length; at += 13) {
      const line = await open()
      line.socket.write(text.slice(0, at))
      await sleep(2)
      line.socket.write(text.slice(at))
      await line.until('node parted')
      expect(bodies(line.heard())).toEqual(['node parted'])
      line.socket.destroy()
    }
  })

  test('keeps every byte, also those that are not ASCII, in a body of many pieces', async () => {
    const body = `${'x'.repeat(200_000)}Größe${'y'.repeat(200_000)}`
    const answer = await new Promise<IncomingMessage>((done) => {
      const sending = request(
        { port, host: '127.0.0.1', method: 'POST', path: verifyKey.path, agent: false },
        done,
      )
      sending.write(body.slice(0, 100_000))
      setTimeout(() => sending.end(body.slice(100_000)), 20)
    })
    answer.resume()
    await new Promise((done) => answer.once('end', done))
    expect(node).toEqual([body])
  })

  test('is refused by Node’s server where it is no HTTP', async () => {
    for (const text of ['\0\0\0\0', 'GET\r\n\r\n', `${plain('x').slice(0, 30)}\r\n\r\n`]) {
      const line = await open()
      line.socket.write(text)
      await line.closed
      expect(line.heard()).toMatch(/^HTTP\/1\.1 400 /)
    }
  })

  test('is refused where it breaks off', async () => {
    const line = await open()
    line.socket.end(plain('broken').slice(0, -3))
    await line.closed
    expect(line.heard()).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('a connection', () => {
  test('that stops in a request is Node’s to wait for', async () => {
    await end()
    await serve(brief)
    const line = await open()
    line.socket.write(plain('late').slice(0, -2))
    await sleep(4 * brief)
    line.socket.write('te')
    await line.until('node late')
    expect(bodies(line.heard())).toEqual(['node late'])
  })

  test('that has been served and is idle stays', async () => {
    await end()
    await serve(brief)
    const line = await open()
    line.socket.write(plain('one'))
    await line.until('quick one')
    await sleep(4 * brief)
    line.socket.write(plain('two'))
    await line.until('quick two')
    expect(quick).toEqual(['one', 'two'])
  })

  test('whose other end takes no answers is not read until it does, and then loses none', async () => {
    const large = 'x'.repeat(4_000)
    answering = ({ body }) => {
      quick.push(body)
      return said(`quick ${body} ${large}`)
    }
    const line = await open()
    line.socket.pause()
    const count = 5_000
    for (let at = 0; at < count; at += 1) line.socket.write(plain(`n${at}`))
    // Until it stands still: sooner or later, as the machine is.
    let answered = -1
    while (answered !== quick.length) {
      answered = quick.length
      await sleep(200)
    }
    expect(answered).toBeGreaterThan(0)
    expect(answered).toBeLessThan(count)
    line.socket.resume()
    await line.until(`quick n${count - 1} `)
    expect(bodies(line.heard())).toEqual(Array.from({ length: count }, (_, at) => `quick n${at}`))
  })

  test('is cut where its answer fails, and nothing else is', async () => {
    answering = () => Promise.reject(new Error('for the test'))
    const line = await open()
    line.socket.write(plain('fails'))
    await line.closed
    expect(line.heard()).toBe('')
  })

  test('that the other end breaks while an answer is waited for ends nothing else', async () => {
    answering = () => sleep(50).then(() => said('quick late'))
    const line = await open()
    line.socket.write(plain('late'))
    await sleep(20)
    line.socket.resetAndDestroy()
    await sleep(100)
    const next = await open()
    next.socket.write(plain('next'))
    await next.until('quick late')
    expect(bodies(next.heard())).toEqual(['quick late'])
  })
})

describe('a stop', () => {
  async function stopped(): Promise<number> {
    const begun = performance.now()
    wire.close(20_000)
    await closeServers(servers, 20_000)
    return performance.now() - begun
  }

  /** Has the next request answered when told so, and says when it has come. */
  function held(): { asked: Promise<void>; answer: () => void } {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    answering = () => {
      asked.resolve()
      return answer.promise.then(() => said('quick slow'))
    }
    return { asked: asked.promise, answer: answer.resolve }
  }

  test('ends what is idle at once, served or not', async () => {
    const [fresh, served, nodes] = [await open(), await open(), await open()]
    served.socket.write(plain('one'))
    nodes.socket.write(other('two'))
    await Promise.all([served.until('quick one'), nodes.until('node two')])
    expect(await stopped()).toBeLessThan(4_000)
    await Promise.all([fresh.closed, served.closed, nodes.closed])
  })

  test('waits for what is under way', async () => {
    const { asked, answer } = held()
    const line = await open()
    line.socket.write(plain('slow'))
    await asked
    let over = false
    const stop = stopped().then(() => {
      over = true
    })
    await sleep(200)
    expect(over).toBe(false)
    answer()
    await stop
    expect(bodies(line.heard())).toEqual(['quick slow'])
  })

  test('leaves half a request to Node, once it has come whole', async () => {
    const line = await open()
    const text = plain('halved')
    line.socket.write(text.slice(0, 60))
    await expect.poll(() => accepted[0]?.bytesRead, { timeout: 10_000, interval: 5 }).toBe(60)
    const over = stopped()
    await sleep(50)
    line.socket.write(text.slice(60))
    await over
    expect(bodies(line.heard())).toEqual(['node halved'])
  })

  test('cuts off what takes too long', async () => {
    const { asked, answer } = held()
    const line = await open()
    line.socket.write(plain('slow'))
    await asked
    wire.close(200)
    await closeServers(servers, 200)
    await line.closed
    answer()
    expect(line.heard()).toBe('')
  })
})
