import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { problem } from '#lib/contracts/problem.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { ask, signIn } from './testing/contract.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'

/* Too much, too deep, too slow. Each is refused within its bound, and meanwhile others are served. */

cleanUp()

let portal: Portal
let token: string
let port: number
beforeAll(async () => {
  port = await freePort()
  portal = await start({ home: await newHome(), port })
  token = await signIn(portal.url)
  // The first requests of a process load what later ones find.
  for (let at = 0; at < 20; at += 1) await ask(portal.url, '/api/v1/keys', { token })
}, 180_000)

/** Asks for health, again and again, until told to stop; milliseconds that each answer took, the shortest first. */
function watchHealth(): () => Promise<number[]> {
  let over = false
  const watching = (async () => {
    const took: number[] = []
    while (!over) {
      const begun = performance.now()
      const { status } = await ask(portal.url, '/api/health/live')
      expect(status).toBe(200)
      took.push(performance.now() - begun)
      await sleep(25)
    }
    return took.sort((a, b) => a - b)
  })()
  return () => {
    over = true
    return watching
  }
}

const nineTenths = (took: readonly number[]) => took[Math.floor(took.length * 0.9)] ?? 0

let unflooded: number
let stop: () => Promise<number[]>
beforeAll(async () => {
  const quiet = watchHealth()
  await sleep(1_000)
  unflooded = nineTenths(await quiet())
})
beforeEach(() => {
  stop = watchHealth()
})
afterEach(async () => {
  const took = await stop()
  // Under the flood most answers stay quick, and none is stuck. On a machine that is busy with something else too, what
  // is quick is measured by what it was before.
  expect(nineTenths(took)).toBeLessThan(Math.max(500, unflooded * 60))
  expect(took.at(-1)).toBeLessThan(Math.max(3_000, unflooded * 200))
})

async function residentMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${portal.pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

interface Flooded {
  status: number
  body: string
  /** Bytes that were handed to the socket. */
  sent: number
}

/** Sends a body in chunks, with no length, until it is answered or `bytes` are sent. */
function chunked(bytes: number): Promise<Flooded> {
  return new Promise((resolve, reject) => {
    const chunk = Buffer.alloc(64 * 1024, 'x')
    let sent = 0
    let answered = false
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sending = request(
      { host: '127.0.0.1', port, method: 'POST', path: '/api/v1/keys', headers },
      (response) => {
        answered = true
        let body = ''
        response.on('data', (data: Buffer) => {
          body += data
        })
        response.on('end', () => {
          sending.destroy()
          resolve({ status: response.statusCode ?? 0, body, sent })
        })
      },
    )
    sending.on('error', (error) => (answered ? undefined : reject(error)))
    const more = () => {
      while (!answered && sent < bytes) {
        sent += chunk.length
        if (!sending.write(chunk)) return void sending.once('drain', more)
      }
      if (!answered) sending.end()
    }
    more()
  })
}

test('bodies of 1 GiB without a length, twenty at once: 413 long before they are sent, and no memory', async () => {
  const before = await residentMegabytes()
  const begun = performance.now()
  const floods = await Promise.all(Array.from({ length: 20 }, () => chunked(2 ** 30)))
  expect(performance.now() - begun).toBeLessThan(15_000)
  for (const { status, body, sent } of floods) {
    expect(status).toBe(413)
    expect(problem.parse(JSON.parse(body)).code).toBe('payload_too_large')
    expect(sent).toBeLessThan(64 * 2 ** 20)
  }
  expect((await residentMegabytes()) - before).toBeLessThan(150)
})

test('a body that says it has 1 GiB is refused before any of it comes', async () => {
  const answer = await raw(
    `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${2 ** 30}\r\n\r\n{`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  await sleep(200)
})

test.each([
  ['arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['arrays in a field', `{"name":"x","metadata":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
])(
  'JSON of %s nested 100,000 deep, from five at a time: 400 or 413, and the process lives',
  async (_, body) => {
    const sender = async () => {
      for (let at = 0; at < 5; at += 1) {
        const answer = await ask(portal.url, '/api/v1/keys', { token, body })
        expect([400, 413]).toContain(answer.status)
        expect(problem.parse(answer.json).status).toBe(answer.status)
      }
    }
    await Promise.all(Array.from({ length: 5 }, sender))
  },
)

/** Sends bytes, and more of them every half second, until the server has said all it will. */
function raw(begin: string, drip = '', patience = 25_000): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(begin))
    const dripping = drip ? setInterval(() => socket.writable && socket.write(drip), 500) : undefined
    const end = () => {
      clearInterval(dripping)
      clearTimeout(late)
      socket.destroy()
      resolve(answer)
    }
    const late = setTimeout(end, patience)
    socket.on('data', (data) => {
      answer += data
      // A refusal is an answer; whether the connection stays is not what is asked here.
      if (/^HTTP\/1\.1 \d+ [\s\S]*\r\n\r\n/.test(answer)) setTimeout(end, 50)
    })
    socket.on('error', end)
    socket.on('close', end)
  })
}

test('headers and bodies that come a byte at a time, a hundred at once: 408 in 15 seconds', async () => {
  const begun = performance.now()
  const slowHeaders = Array.from({ length: 50 }, () =>
    raw('GET /api/health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ', 'a'),
  )
  const slowBodies = Array.from({ length: 50 }, () =>
    raw(
      `POST /api/v1/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"name"`,
      ' ',
    ),
  )
  // While they hold on, others come and go.
  const others = Array.from({ length: 20 }, async (_, at) => {
    await sleep(at * 400)
    expect((await ask(portal.url, '/api/v1/keys?limit=1', { token })).status).toBe(200)
  })
  for (const answer of await Promise.all(slowHeaders)) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  for (const answer of await Promise.all(slowBodies)) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('request_timeout')
  }
  await Promise.all(others)
  expect(performance.now() - begun).toBeLessThan(18_000)
})

test('three hundred connections that say nothing keep nobody out', async () => {
  const silent = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await sleep(1_000)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask(portal.url, '/api/v1/me', { token })),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(200))
  for (const socket of silent) socket.destroy()
})
