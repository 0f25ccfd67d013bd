import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server, type ServerOptions, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Bounds of one connection; times in milliseconds. */
const bounds: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  // Longer than the minute that load balancers keep an idle connection, so that it is they who close it.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  requireHostHeader: true,
  joinDuplicateHeaders: false,
}

/** Refuses what the HTTP parser could not read, in its own words and no more. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const text = `${STATUS_CODES[status]}\n`
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n`
  socket.end(`${head}Content-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`)
}

/** The connections of a server, each with the number of requests it is busy with. */
const connections = new WeakMap<Server, Map<Socket, number>>()

function follow(server: Server): void {
  const busy = new Map<Socket, number>()
  connections.set(server, busy)
  server.on('connection', (socket) => {
    busy.set(socket, 0)
    socket.once('close', () => busy.delete(socket))
  })
  server.prependListener('request', ({ socket }, response) => {
    busy.set(socket, (busy.get(socket) ?? 0) + 1)
    response.once('close', () => {
      if (busy.has(socket)) busy.set(socket, (busy.get(socket) ?? 1) - 1)
      if (!server.listening) hangUp(server)
    })
  })
}

/** Ends the connections that wait for a request, those too that never had one, which Node does not count as idle. */
function hangUp(server: Server): void {
  for (const [socket, requests] of connections.get(server) ?? []) if (requests === 0) socket.end()
}

/** The addresses a host name stands for here; `localhost` is usually two, and people use both. */
async function addressesOf(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true })
  return [...new Set(found.map(({ address }) => address))]
}

function listenOn(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: address, backlog: 1_024 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/**
 * Listens on every address of a host, at one port.
 *
 * @param prepare runs on each server before it listens.
 * @returns one server for each address.
 * @throws the system's error; its `code` is `EADDRINUSE` where the port is taken, `ENOTFOUND` where the host is unknown.
 */
export async function listen(
  at: { host: string; port: number },
  handler: RequestListener,
  prepare: (server: Server) => void = () => {},
): Promise<Server[]> {
  const servers: Server[] = []
  for (const address of await addressesOf(at.host)) {
    const server = createServer(bounds, handler)
    server.maxHeadersCount = 100
    server.on('clientError', refuse)
    follow(server)
    prepare(server)
    try {
      await listenOn(server, at.port, address)
      servers.push(server)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // A machine without IPv6 still has a name for it.
      if (servers.length && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) continue
      for (const open of servers) open.close()
      throw error
    }
  }
  return servers
}

/**
 * Stops listening, lets what is in flight finish for at most `patience` milliseconds, then cuts it off.
 */
export async function closeServers(servers: readonly Server[], patience: number): Promise<void> {
  const closed = servers.map((server) => {
    const done = new Promise((resolve) => server.close(resolve))
    hangUp(server)
    return done
  })
  const late = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, patience)
  await Promise.all(closed)
  clearTimeout(late)
}
