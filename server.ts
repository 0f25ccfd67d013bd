import { readFile } from 'node:fs/promises'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { stampAddress } from '#lib/client-address.ts'
import type { Mount } from '#lib/contracts/mounts.ts'
import { confirmer } from '#lib/core/changes/confirmer.ts'
import { notFound } from '#lib/core/errors.ts'
import { dialects } from '#lib/dialects/registry.ts'
import { type Env, env } from '#lib/env.ts'
import { counters } from '#lib/gate/counters.ts'
import { type GateNode, startNode } from '#lib/gate/node.ts'
import { failureOf, problemResponse } from '#lib/http/problem.ts'
import { requestIdFrom } from '#lib/http/request-id.ts'
import { SurfaceError } from '#lib/http/surface-error.ts'
import { documentedHeader } from '#lib/http/vendor-surface.ts'
import { gateLane } from '#lib/lane/lane.ts'
import { metricsLane } from '#lib/lane/metrics.ts'
import { quickVerify } from '#lib/lane/quick.ts'
import { takeWire, type Wire } from '#lib/lane/wire.ts'
import { log } from '#lib/log.ts'
import { enterMount, mountNamed } from '#lib/server/compat.ts'
import { closeServers, listen } from '#lib/server/listen.ts'
import { loggedPath } from '#lib/server/logged-path.ts'
import { dropNextHeaders } from '#lib/server/next-headers.ts'
import { allowedMethods, screen } from '#lib/server/screen.ts'
import { secure } from '#lib/server/security-headers.ts'
import { onShutdown } from '#lib/shutdown.ts'

/**
 * One port. Every request is screened, gets its id and its client's address, and then goes down the first lane that
 * takes it; Next is the last one and takes everything.
 */

export interface PortalServer {
  /** Stops listening, lets what is in flight finish for `patience` milliseconds, then cuts it off. */
  close(patience: number): Promise<void>
}

interface ServeOptions {
  host: string
  port: number
  /** Next's development server, with reload. */
  dev?: boolean
  /** `gate` answers what its lanes take, and nothing else; Next is not even loaded. */
  role?: Env['LATCHWORK_ROLE']
}

/** What answers whatever no lane takes. */
interface Rest {
  handle(request: IncomingMessage, response: ServerResponse): Promise<unknown>
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<unknown>
  close(): Promise<unknown>
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return void response.destroy()
  if (status === 405) response.setHeader('Allow', allowedMethods)
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
    .end(`${text}\n`)
}

/** An answer that is made outside the lanes and Next. */
async function send(response: ServerResponse, answered: Response): Promise<void> {
  if (response.headersSent) return void response.destroy()
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text())
}

/** Says no where a dialect is spoken, in its vendor's shape. */
function refuseAt(mount: Mount, response: ServerResponse, error: SurfaceError, status?: number): void {
  const id = String(response.getHeader('X-Request-Id'))
  const failure = failureOf(error, id)
  const headers = new Headers(status === 405 ? { allow: allowedMethods } : undefined)
  void send(
    response,
    dialects[mount].surface.refuse({ ...failure, status: status ?? failure.status }, id, headers),
  )
}

function logged(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  const begun = performance.now()
  const { url = '' } = request
  response.once('close', () => {
    const { statusCode: status } = response
    // What a vendor documents as the answer to a caller's mistake is no fault of ours, whatever its number.
    const fault = status >= 500 && !response.hasHeader(documentedHeader)
    counters().answered(status >= 500 && !fault ? 400 : status)
    const level = fault ? 'warn' : 'debug'
    const path = loggedPath(url)
    log[level](
      { requestId, method: request.method, path, status, ms: Math.round(performance.now() - begun) },
      'request',
    )
  })
}

/**
 * In an image Next finds neither its compiler nor our configuration file, so it gets the configuration that the build
 * has written down, in the variable where its own standalone server puts it.
 */
async function giveImageConfig(): Promise<void> {
  const written = await readFile(join(import.meta.dirname, '.next/required-server-files.json'), 'utf8')
  const { config } = JSON.parse(written) as { config: { output?: string } }
  if (config.output === 'standalone') process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
}

async function prepareNext(host: string, port: number, dev: boolean): Promise<Rest> {
  if (!dev) await giveImageConfig()
  const { default: createNext } = await import('next')
  const next = createNext({ dev, dir: import.meta.dirname, hostname: host, port })
  await next.prepare()
  const handle = next.getRequestHandler()
  const close = () => next.close()
  return dev ? { handle, close, upgrade: next.getUpgradeHandler() } : { handle, close }
}

const notHere = 'This is not served here.'

/** A gate's: what it does not serve is not there, said as the contract says it. */
const nothingElse: Rest = {
  async handle(_request, response) {
    const id = String(response.getHeader('X-Request-Id'))
    await send(response, problemResponse(failureOf(notFound(), id), id))
  },
  close: async () => {},
}

/** Makes this process one of those that answer for keys from memory. */
function becomeNode(): GateNode {
  const node = startNode()
  globalThis.latchworkNode = node
  // After the last request, so that it too could be answered from memory.
  onShutdown('gate', async () => {
    globalThis.latchworkNode = undefined
    await node.stop()
  })
  return node
}

/**
 * Serves the portal and its API.
 *
 * @throws the system's error when it cannot listen; see `listen`.
 */
export async function serve({ host, port, dev = false, role = 'all' }: ServeOptions): Promise<PortalServer> {
  const origin = env().LATCHWORK_URL
  // Without it next-auth would believe a forwarded Host header.
  process.env.NEXTAUTH_URL = origin
  // Stopping in order is ours; Next would end the process under the requests in flight.
  process.env.NEXT_MANUAL_SIG_HANDLE = 'true'
  process.env.NEXT_TELEMETRY_DISABLED = '1'

  const rest = role === 'gate' ? nothingElse : await prepareNext(host, port, dev)
  const isGate = role !== 'portal'
  let closing = false

  const handler: RequestListener = (request, response) => {
    const id = requestIdFrom(request.headers['x-request-id'])
    request.headers['x-request-id'] = id
    response.setHeader('X-Request-Id', id)
    if (closing) response.setHeader('Connection', 'close')
    logged(request, response, id)
    const refusal = screen(request)
    const mount = refusal ? mountNamed(request) : enterMount(request)
    if (refusal && mount) {
      const code = refusal.status === 405 ? 'method_not_allowed' : 'invalid'
      return void refuseAt(mount, response, new SurfaceError(code, refusal.text), refusal.status)
    }
    if (refusal) return void answer(response, refusal.status, refusal.text)
    stampAddress(request)
    if (mount === null && isGate && gateLane(request, response)) return
    if (mount === null && metricsLane(request, response)) return
    if (mount !== null && role === 'gate')
      return void refuseAt(mount, response, new SurfaceError('not_found', notHere, [], 'no_address'))
    secure(request, response, { origin, dev })
    dropNextHeaders(request.url ?? '', request.headers)
    rest.handle(request, response).catch((err: unknown) => {
      log.error({ err, requestId: id }, 'a request failed outside its handler')
      if (mount) return refuseAt(mount, response, new SurfaceError('internal', 'Something went wrong here.'))
      answer(response, 500, 'Something went wrong here.')
    })
  }

  const wires: Wire[] = []
  const prepare = (server: Server) => {
    // What is logged at `debug` is every request.
    if (isGate && !log.isLevelEnabled('debug')) wires.push(takeWire(server, quickVerify))
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      // Nothing of ours speaks over an upgraded connection; the development server's reload does.
      if (!rest.upgrade) return void socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
      rest.upgrade(request, socket, head).catch(() => socket.destroy())
    })
  }
  // One owner of what must exist once in a process, before any copy of ours that Next has bundled could make it.
  confirmer()
  // So that a server that comes back under load begins to remember with its first request.
  if (isGate) await becomeNode().joined(2_000)
  const servers = await listen({ host, port }, handler, prepare)

  return {
    async close(patience) {
      closing = true
      for (const wire of wires) wire.close(patience)
      await closeServers(servers, patience)
      await rest.close()
    },
  }
}
