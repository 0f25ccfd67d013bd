import { createServer, type Server, setGlobalProxyFromEnv } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetEnv } from '#lib/env.ts'
import { send } from './send.ts'
import { selfSigned } from './testing/certificate.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'

const message = { headers: { 'content-type': 'application/json', 'webhook-id': 'one' }, body: '{"é":1}' }

function allow(ranges: string): void {
  process.env.WEBHOOK_ALLOW_INTERNAL = ranges
  forgetEnv()
}

const closing: (() => void)[] = []
beforeEach(() => allow('127.0.0.1'))
afterEach(() => {
  for (const close of closing.splice(0)) close()
  delete process.env.WEBHOOK_ALLOW_INTERNAL
  forgetEnv()
})

async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...given)
  closing.push(() => void started.close())
  return started
}

/** Milliseconds: for who answers, and for who never does. */
const patient = { timeout: 20_000 }
const brief = { timeout: 1_000 }

describe('an attempt', () => {
  test('sends the message as it is, and tells what was answered and how long it took', async () => {
    const { url, received } = await receiver(201)
    const outcome = await send(url, message, patient)
    expect(outcome).toMatchObject({ status: 201, error: null, body: 'noted', retryAfter: null })
    expect(outcome.duration).toBeGreaterThan(0)
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({
      body: message.body,
      headers: {
        host: new URL(url).host,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(message.body)),
        'webhook-id': 'one',
        connection: 'close',
      },
    })
  })

  test.each([200, 204, 299, 400, 404, 500, 503])('that is answered %i tells just that', async (status) => {
    const { url } = await receiver(status)
    expect(await send(url, message, patient)).toMatchObject({ status, error: null })
  })

  test.each([301, 302, 303, 307, 308])(
    'that is answered with a redirect (%i) does not follow it',
    async (status) => {
      const elsewhere = await receiver(200)
      const { url } = await receiver((response) =>
        response.writeHead(status, { location: elsewhere.url }).end(),
      )
      const outcome = await send(url, message, patient)
      expect(outcome).toMatchObject({ status, error: expect.stringMatching(/redirects are not followed/) })
      expect(elsewhere.received).toEqual([])
    },
  )

  test('that is never answered ends when its time is over', async () => {
    const { url } = await receiver(() => {})
    const outcome = await send(url, message, brief)
    expect(outcome).toMatchObject({ status: null, error: 'No answer within 1 s' })
    expect(outcome.duration).toBeGreaterThan(950)
    expect(outcome.duration).toBeLessThan(4_000)
  })

  test.each([
    ['a change of protocol', '101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other'],
    ['no end of provisional answers', '100 Continue'],
  ])('that is answered with %s ends all the same', async (_what, answer) => {
    const { url } = await receiver((response) => {
      const answering = () => response.socket?.write(`HTTP/1.1 ${answer}\r\n\r\n`)
      const again = setInterval(answering, 20)
      closing.push(() => clearInterval(again))
      answering()
    })
    const outcome = await send(url, message, brief)
    expect(outcome).toMatchObject({ status: null, error: expect.any(String) })
    expect(outcome.duration).toBeLessThan(4_000)
  })

  test('that is answered a byte at a time ends when its time is over', async () => {
    const { url } = await receiver((response) => {
      const drip = setInterval(() => response.socket?.write('H'), 20)
      closing.push(() => clearInterval(drip))
    })
    const outcome = await send(url, message, brief)
    expect(outcome.status).toBeNull()
    expect(outcome.duration).toBeLessThan(4_000)
  })

  test('that is answered in time succeeds, and its body may take a little longer', async () => {
    const { url } = await receiver((response) => {
      setTimeout(() => {
        response.writeHead(200).write('first, ')
        setTimeout(() => response.end('then the rest'), 1_800)
      }, 1_000)
    })
    const outcome = await send(url, message, { timeout: 2_500 })
    expect(outcome).toMatchObject({ status: 200, error: null })
    expect(outcome.body).toMatch(/^first, /)
  })

  test('whose answer never ends keeps what came, and lets go', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200).write('begun')
    })
    const outcome = await send(url, message, patient)
    expect(outcome).toMatchObject({ status: 200, error: null, body: 'begun' })
    expect(outcome.duration).toBeLessThan(10_000)
  })

  test('whose answer is endless keeps 4 KiB of it, and reads little more', async () => {
    let open = true
    let poured = 0
    const { url } = await receiver((response) => {
      response.on('close', () => {
        open = false
      })
      response.writeHead(500)
      const pour = () => {
        do poured += 10_000
        while (open && response.write('x'.repeat(10_000)))
        if (open) response.once('drain', pour)
      }
      pour()
    })
    const outcome = await send(url, message, { timeout: 5_000 })
    expect(outcome.body).toBe('x'.repeat(4096))
    await expect.poll(() => open, { timeout: 10_000 }).toBe(false)
    // What lies in the buffers of both ends; in two seconds it would be many times that.
    expect(poured).toBeLessThan(30_000_000)
  })

  test('keeps an answer in whatever bytes as text that can be kept', async () => {
    const { url } = await receiver((response) =>
      response.end(Buffer.concat([Buffer.from('é\0'), Buffer.from([0xff, 0xc3])])),
    )
    const { body } = await send(url, message, patient)
    expect(body).toBe('é\ufffd\ufffd')
    expect(body.isWellFormed()).toBe(true)
  })

  test.each([
    ['120', 120],
    ['0', 0],
    ['soon', null],
    ['-1', null],
    ['99999999999', null],
    ['1e3', null],
  ])('tells of Retry-After: %s', async (header, seconds) => {
    const { url } = await receiver((response) => response.writeHead(503, { 'retry-after': header }).end())
    expect((await send(url, message, patient)).retryAfter).toBe(seconds)
  })

  test('tells of a Retry-After that is a date', async () => {
    const at = new Date(Date.now() + 600_000).toUTCString()
    const { url } = await receiver((response) => response.writeHead(429, { 'retry-after': at }).end())
    expect((await send(url, message, patient)).retryAfter).toBeCloseTo(600, -1)
  })

  test('to where nobody listens says so', async () => {
    const { url, close } = await receiver()
    await close()
    expect(await send(url, message, patient)).toMatchObject({
      status: null,
      error: 'The connection was refused',
    })
  })

  test('to what speaks no HTTP, or hangs up, says so', async () => {
    const serve = async (answer: (socket: Socket) => void) => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {})
        socket.once('data', () => answer(socket))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      closing.push(() => server.close())
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    }
    const rude = await serve((socket) => socket.end('220 mail.example.com ESMTP\r\n'))
    expect((await send(rude, message, patient)).error).toMatch(/The answer is not HTTP/)
    const gone = await serve((socket) => socket.destroy())
    expect((await send(gone, message, patient)).error).toBe('The connection was cut')
    const lengthy = await serve((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
    )
    expect((await send(lengthy, message, patient)).status).toBeNull()
  })

  test('goes straight to the receiver, whatever proxy the environment names', async () => {
    const proxy = await receiver()
    const { url, received } = await receiver()
    const restore = setGlobalProxyFromEnv({ ...process.env, http_proxy: new URL(proxy.url).origin })
    try {
      expect((await send(url, message, patient)).status).toBe(200)
    } finally {
      restore()
    }
    expect(received).toHaveLength(1)
    expect(proxy.received).toEqual([])
  })
})

describe('a host name', () => {
  /** A server that counts who connects. */
  async function counted(): Promise<{ port: number; connections: () => number; server: Server }> {
    let connections = 0
    const server = createServer((_, response) => response.end())
    server.on('connection', () => {
      connections += 1
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    return { port: (server.address() as AddressInfo).port, connections: () => connections, server }
  }

  test.each([
    [['127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['::1']],
    [['10.0.0.8']],
    [['169.254.169.254']],
    [['93.184.215.14', '127.0.0.1']],
    [['2606:4700::6810:84e5', 'fd00::1']],
    [['64:ff9b::7f00:1']],
  ])('that leads to %j is refused before anything connects', async (addresses) => {
    allow('')
    const { port, connections } = await counted()
    const outcome = await send(`https://inside.example.com:${port}/`, message, {
      ...patient,
      resolve: async () => addresses,
    })
    expect(outcome).toMatchObject({
      status: null,
      error: 'The host leads to an address within a network, and nothing is sent to those',
    })
    expect(connections()).toBe(0)
  })

  test('is looked up once, and the connection goes to what was checked', async () => {
    const { port, connections } = await counted()
    let asked = 0
    // As one who rebinds would have it: allowed at the check, elsewhere afterwards.
    const rebinding = async () => {
      asked += 1
      return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2']
    }
    const outcome = await send(`http://rebind.example.com:${port}/`, message, {
      ...patient,
      resolve: rebinding,
    })
    expect(outcome.status).toBe(200)
    expect(asked).toBe(1)
    expect(connections()).toBe(1)
  })

  test('that has no address, or whose name server never answers, fails in time', async () => {
    const none = await send('https://none.example.com/', message, { ...patient, resolve: async () => [] })
    expect(none).toMatchObject({ status: null, error: 'The host name was not found' })
    const never = await send('https://never.example.com/', message, {
      ...brief,
      resolve: (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve([]))),
    })
    expect(never.error).toBe('No answer within 1 s')
  })

  test('that the operator’s own names have is found, where receivers within are allowed', async () => {
    const { port } = await counted()
    allow('127.0.0.1,::1')
    const found = await send(`http://localhost:${port}/`, message, { timeout: 15_000 })
    expect(found).toMatchObject({ status: 200, error: null })
    allow('127.0.0.2')
    const refused = await send(`http://localhost:${port}/`, message, { timeout: 15_000 })
    expect(refused.error).toMatch(/within a network/)
  })

  test('over http is refused where it leads out of the network', async () => {
    const outcome = await send('http://out.example.com/', message, {
      ...patient,
      resolve: async () => ['93.184.215.14'],
    })
    expect(outcome.error).toMatch(/not https/)
  })

  test('is checked again where the operator allows no ranges any more', async () => {
    const { url, received } = await receiver()
    allow('')
    expect((await send(url, message, patient)).error).toMatch(/https/)
    expect((await send(url.replace('http:', 'https:'), message, patient)).error).toMatch(/within a network/)
    expect(received).toEqual([])
  })
})

describe('over TLS', () => {
  async function secured(host: string) {
    const { key, cert } = selfSigned(host)
    const seen: { host: string | undefined; servername: unknown }[] = []
    const server = createTlsServer({ key, cert }, (request, response) => {
      const { servername } = request.socket as unknown as { servername: unknown }
      seen.push({ host: request.headers.host, servername })
      response.end('over TLS')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => server.close())
    return { port: (server.address() as AddressInfo).port, cert, seen }
  }
  const here = { ...patient, resolve: async () => ['127.0.0.1'] }

  test('the host is named to the receiver, and its certificate must be for it', async () => {
    const { port, cert, seen } = await secured('hooks.example.com')
    const usual = getCACertificates('default')
    setDefaultCACertificates([...usual, cert])
    try {
      const good = await send(`https://hooks.example.com:${port}/`, message, here)
      expect(good).toMatchObject({ status: 200, body: 'over TLS' })
      expect(seen).toEqual([{ host: `hooks.example.com:${port}`, servername: 'hooks.example.com' }])
      const other = await send(`https://other.example.com:${port}/`, message, here)
      expect(other).toMatchObject({ status: null, error: 'Its certificate is for another host' })
    } finally {
      setDefaultCACertificates(usual)
    }
  })

  test('a certificate that nobody vouches for is refused', async () => {
    const { port, seen } = await secured('hooks.example.com')
    const outcome = await send(`https://hooks.example.com:${port}/`, message, here)
    expect(outcome.error).toMatch(/certificate is not trusted/)
    expect(seen).toEqual([])
  })
})
