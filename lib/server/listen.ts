import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server, type ServerOptions, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Milliseconds for which an idle connection is kept: longer than the minute of load balancers, so that it is they who close it.
 */
export const keepAlive = 65_000

/** Bounds of one connection; times in milliseconds. */
const bounds: ServerOptions = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: keepAlive,
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

/** The connections of a server that have not had a request yet; Node does not count them as idle. */
const unused = new WeakMap<Server, Set<Socket>>()

function follow(server: Server): void {
  const fresh = new Set<Socket>()
  unused.set(server, fresh)
  server.on('connection', (socket) => {
    fresh.add(socket)
    socket.once('close', () => fresh.delete(socket))
  })
  server.prependListener('request', ({ socket }) => {
    if (fresh.size > 0) fresh.delete(socket)
  })
}

/** Ends the connections that wait for a request. */
function hangUp(server: Server): void {
  server.closeIdleConnections()
  for (const socket of unused.get(server) ?? []) socket.end()
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
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
  // An answer that began before the stop leaves its connection open.
  const idle = setInterval(() => servers.forEach(hangUp), 20)
  servers.forEach(hangUp)
  const late = setTimeout(() => {
    for (const server of servers) server.closeAllConnections()
  }, patience)
  await Promise.all(closed)
  clearInterval(idle)
  clearTimeout(late)
}
