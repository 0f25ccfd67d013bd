import { once } from 'node:events'
import { Agent, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { closeServers, listen } from '#lib/server/listen.ts'

let open: Server[] = []

afterEach(async () => {
  await closeServers(open, 0)
  open = []
})

async function serve(handler: Parameters<typeof listen>[1]): Promise<number> {
  open = await listen({ host: '127.0.0.1', port: 0 }, handler)
  const address = open[0]?.address() as AddressInfo
  return address.port
}

/** Something that happens once, and who waits for it. */
function moment(): { come: Promise<void>; now: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { come: promise, now: resolve }
}

function fetched(port: number): Promise<{ status: number | undefined; text: string }> {
  return new Promise((done, fail) => {
    get(
      { host: '127.0.0.1', port, agent: new Agent({ keepAlive: true }) },
      async (answer: IncomingMessage) => {
        let text = ''
        for await (const chunk of answer) text += chunk
        done({ status: answer.statusCode, text })
      },
    ).once('error', fail)
  })
}

/** Sends bytes as they are and gives all that comes back until the other side closes. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((done) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('close', () => done(answer))
    socket.on('error', () => {})
  })
}

test('what is in flight is answered before a stop is over', async () => {
  const asked = moment()
  const port = await serve((_, response) => {
    asked.now()
    void sleep(300).then(() => response.end('done'))
  })
  const answer = fetched(port)
  await asked.come
  await closeServers(open, 20_000)
  expect(await answer).toEqual({ status: 200, text: 'done' })
  await expect(fetched(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('what does not finish in time is cut off', async () => {
  const asked = moment()
  const port = await serve(asked.now)
  const answer = fetched(port).catch((error: NodeJS.ErrnoException) => error.code)
  await asked.come
  const begun = performance.now()
  await closeServers(open, 200)
  expect(performance.now() - begun).toBeLessThan(3_000)
  expect(await answer).toBe('ECONNRESET')
})

test('an idle connection does not hold up a stop', async () => {
  const port = await serve((_, response) => response.end('done'))
  const idle = connect(port, '127.0.0.1')
  idle.on('error', () => {})
  await once(idle, 'connect')
  const begun = performance.now()
  await closeServers(open, 10_000)
  expect(performance.now() - begun).toBeLessThan(3_000)
  idle.destroy()
})

test('a taken port is said to be taken', async () => {
  const port = await serve((_, response) => response.end())
  await expect(listen({ host: '127.0.0.1', port }, () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test.each([
  ['no request at all', 'nonsense\r\n\r\n', '400'],
  ['a method that is none', 'G@T / HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['headers larger than 16 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', '400'],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
])('%s is refused and the connection closed', async (_, bytes, status) => {
  const port = await serve((_request, response) => response.end('reached'))
  const answer = await raw(port, bytes)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).not.toContain('reached')
})
