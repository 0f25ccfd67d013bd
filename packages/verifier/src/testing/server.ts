import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach } from 'vitest'

/** A request as it came, with its whole body. */
export interface Received {
  path: string
  headers: IncomingMessage['headers']
  body: string
  socket: Socket
}

export interface Peer {
  origin: string
  received: Received[]
  /** How many connections were made to it. */
  connections(): number
  close(): Promise<void>
}

type Reaction = (response: ServerResponse, request: Received) => void

const open = new Set<Peer>()

/** Call once in a file: whatever it has served ends with each test. */
export function closePeers(): void {
  afterEach(async () => {
    await Promise.all([...open].map((peer) => peer.close()))
    open.clear()
  })
}

/**
 * A real HTTP server on a port of its own, which reacts to the first request as the first reaction says, and so on; the
 * last one is for all that follow.
 */
export async function peer(...reactions: [Reaction, ...Reaction[]]): Promise<Peer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const one = { path: request.url ?? '', headers: request.headers, body, socket: request.socket }
    const reaction = reactions[Math.min(received.length, reactions.length - 1)]
    received.push(one)
    reaction?.(response, one)
  })
  server.on('connection', (socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const made: Peer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    close: () =>
      new Promise((done) => {
        open.delete(made)
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
  open.add(made)
  return made
}

/** Answers with JSON. */
export function answers(body: unknown, status = 200, headers: Record<string, string> = {}): Reaction {
  return (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Closes the connection once the request has come whole: whether it was carried out, nobody knows. */
export const drops: Reaction = (_, { socket }) => void socket.destroy()

/** Begins an answer and ends the connection in the middle of it. */
export const breaksOff: Reaction = (response, { socket }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"valid":true,"code":"VALID",')
  setTimeout(() => socket.destroy(), 20)
}

/** Never says a word. */
export const stalls: Reaction = () => {}

/** Says the first word and never the last. */
export const stallsInTheBody: Reaction = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"valid":true')
}

/** An answer that says a key is good. */
export const good = {
  valid: true,
  code: 'VALID',
  key: {
    id: '0198c0de-0000-7000-8000-000000000001',
    name: 'Checkout',
    projectId: '0198c0de-0000-7000-8000-000000000002',
    owner: { type: 'user', id: '0198c0de-0000-7000-8000-000000000003', name: 'Ada' },
    permissions: ['orders:read'],
    role: null,
    level: null,
    metadata: {},
    expiresAt: null,
  },
}

export const problem = (code: string, status: number) => answers({ code, status }, status)
