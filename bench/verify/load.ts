import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { percentile } from '../statistics.ts'
import type { LoadOptions, LoadResult, Second } from './open-loop.ts'

/**
 * A client of its own process. With a rate it is an open loop: each request has an instant at which it is due, whatever
 * became of those before it, and its time counts from that instant, so that a stall is felt by every request that
 * would have come meanwhile (no coordinated omission). Without, every connection asks again once it is answered.
 *
 * It speaks just enough HTTP/1.1 to be cheap: one request a connection at a time, an answer with a length or in chunks.
 */

const options = JSON.parse(process.argv[2] ?? '') as LoadOptions
const { host, port, path, credential, rate, connections } = options
const secrets = readFileSync(options.secrets, 'latin1')
  .split('\n')
  .slice(options.from, options.from + options.distinct)
  .filter((line) => line !== '')

const head = `POST ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nContent-Type: application/json\r\nAuthorization: Bearer ${credential}\r\n`
const requests = secrets.map((secret) => {
  const body = JSON.stringify({ key: secret })
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
})

const total = rate ? Math.round(options.seconds * rate) : options.requests
/** Milliseconds from when a request was due to its answer; NaN: none came, or a bad one. */
const times = new Float64Array(total).fill(Number.NaN)
const errors = { refused: 0, broken: 0, unanswered: 0 }
const now = () => Number(process.hrtime.bigint()) / 1e6
const free: Lane[] = []
let begin = Number.NaN
let due = 0
let next = 0
let finished = 0
let latest = 0

const dueAt = (n: number) => begin + (n * 1000) / rate

interface Lane {
  send(n: number): void
}

function hand(): void {
  while (next < due && free.length > 0) {
    const n = next
    next += 1
    // How late the client itself is: a connection was free, and so nothing of the server's held the request back.
    if (rate && free.length === connections) latest = Math.max(latest, now() - dueAt(n))
    free.pop()?.send(n)
  }
}

function finish(): void {
  finished += 1
  if (finished === total) report()
}

/** An answer is whole when its length is there, or its last chunk. */
function whole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1]
  if (length !== undefined) return text.length >= end + 4 + Number(length)
  return text.endsWith('\r\n0\r\n\r\n')
}

function open(): void {
  let busy = -1
  let sentAt = 0
  let received = ''
  let connected = false
  const socket: Socket = connect({ host, port, noDelay: true })
  const lane: Lane = {
    send(n) {
      busy = n
      sentAt = rate ? dueAt(n) : now()
      socket.write(requests[n % requests.length] ?? '', 'latin1')
    },
  }
  socket.on('connect', () => {
    connected = true
    start()
    free.push(lane)
    hand()
  })
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    if (!whole(received)) return
    const good = received.startsWith('HTTP/1.1 200') && received.includes('"valid":true')
    if (good) times[busy] = now() - sentAt
    else errors.refused += 1
    received = ''
    busy = -1
    free.push(lane)
    finish()
    hand()
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    const at = free.indexOf(lane)
    if (at >= 0) free.splice(at, 1)
    if (connected && busy >= 0) {
      errors.broken += 1
      finish()
    }
    if (finished < total) setTimeout(open, 2)
  })
}

/** The clock starts with the first connection: where the server is still starting, that is the instant from which it listens. */
function start(): void {
  if (!Number.isNaN(begin)) return
  begin = now()
  if (!rate) {
    due = total
    return
  }
  const pacer = new Worker(new URL('./pacer.ts', import.meta.url), { workerData: { begin, rate, total } })
  pacer.on('message', (count: number) => {
    due = count
    hand()
  })
  // What is not answered ten seconds after the last was due never will be.
  setTimeout(
    () => {
      errors.unanswered = total - finished
      report()
    },
    options.seconds * 1000 + 10_000,
  ).unref()
}

function secondsOf(): Second[] {
  if (!rate) return []
  return Array.from({ length: Math.ceil(options.seconds) }, (_, second) => {
    const mine = times.subarray(Math.round(second * rate), Math.round((second + 1) * rate))
    const answered = mine.filter((time) => !Number.isNaN(time)).sort()
    const within = mine.filter((time, n) => n * (1000 / rate) + time <= 1000).length
    return { due: mine.length, answered: answered.length, within, p99: percentile(answered, 0.99) }
  })
}

let reported = false

function report(): void {
  if (reported) return
  reported = true
  const answered = times.filter((time) => !Number.isNaN(time)).sort()
  const result: LoadResult = {
    answered: answered.length,
    errors,
    p50: percentile(answered, 0.5),
    p99: percentile(answered, 0.99),
    p999: percentile(answered, 0.999),
    max: percentile(answered, 1),
    seconds: (now() - begin) / 1000,
    latest,
    each: secondsOf(),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}

for (let count = 0; count < connections; count += 1) open()
