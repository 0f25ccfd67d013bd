import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { connect, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { freePort } from '../../portal.ts'
import { installed } from './installed.ts'

/** The examples of the documentation, which are what is tested. */
const examples = resolve(import.meta.dirname, '../../../docs/gateways')

const closers: (() => Promise<unknown>)[] = []

/** Call once in a file: gateways and APIs that it has started end with it. */
export function cleanUpGateways(): void {
  afterAll(async () => {
    await Promise.all(closers.map((close) => close()))
  }, 30_000)
}

/** What an API behind a gateway has got to see. */
export interface Seen {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** An API that answers with what it was sent. */
export async function startApi(): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body }
      seen.push(one)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(one))
    })
  })
  const port = await freePort()
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  closers.push(
    () =>
      new Promise((done) => {
        server.close(done)
        server.closeAllConnections()
      }),
  )
  return { address: `127.0.0.1:${port}`, seen }
}

/** Somebody who takes connections and never says a word. @returns where */
export async function startSilence(): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
  })
  const port = await freePort()
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  closers.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `127.0.0.1:${port}`
}

/** What a gateway is set up with. */
export interface GatewaySettings {
  LATCHWORK_ADDRESS: string
  LATCHWORK_PROJECT: string
  LATCHWORK_GATEWAY_KEY: string
  UPSTREAM_ADDRESS: string
}

export interface Gateway {
  url: string
  /** All that it has written to its log. */
  log(): Promise<string>
}

/** nginx, from docs/gateways/nginx.conf alone. */
export async function startNginx(settings: GatewaySettings): Promise<Gateway> {
  const folder = await newFolder()
  const listen = `127.0.0.1:${await freePort()}`
  const values: Record<string, string> = { ...settings, GATEWAY_LISTEN: listen }
  const example = await readFile(join(examples, 'nginx.conf'), 'utf8')
  const server = example.replaceAll(/^(?!\s*#).*\$\{[A-Z_]+\}.*$/gm, (line) =>
    line.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => values[name] ?? ''),
  )
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n')
  const errorLog = join(folder, 'error.log')
  await writeFile(join(folder, 'server.conf'), server)
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/nginx.pid; error_log ${errorLog} info; worker_processes 1;
     events { worker_connections 256; }
     http { access_log off; ${scratch}\ninclude ${folder}/server.conf; }\n`,
  )
  await run(program('nginx'), ['-p', folder, '-e', errorLog, '-c', join(folder, 'nginx.conf')], {}, listen)
  return { url: `http://${listen}`, log: () => readFile(errorLog, 'utf8') }
}

/** HAProxy, from docs/gateways/haproxy.cfg and latchwork.lua alone. */
export async function startHaproxy(
  settings: GatewaySettings,
  alter: (lua: string) => string = (lua) => lua,
): Promise<Gateway> {
  const folder = await newFolder()
  const listen = `127.0.0.1:${await freePort()}`
  const lua = join(folder, 'latchwork.lua')
  await writeFile(lua, alter(await readFile(join(examples, 'latchwork.lua'), 'utf8')))
  const environment = { ...settings, GATEWAY_LISTEN: listen, LATCHWORK_LUA: lua }
  const output = await run(
    program('haproxy'),
    ['-db', '-f', join(examples, 'haproxy.cfg')],
    environment,
    listen,
  )
  return { url: `http://${listen}`, log: async () => output() }
}

/** Caddy, from docs/gateways/Caddyfile alone. */
export async function startCaddy(settings: GatewaySettings): Promise<Gateway> {
  const folder = await newFolder()
  const listen = `127.0.0.1:${await freePort()}`
  const example = await readFile(join(examples, 'Caddyfile'), 'utf8')
  const file = join(folder, 'Caddyfile')
  await writeFile(file, example.replace(/^\{$/m, '{\n\tadmin off'))
  const environment = { ...settings, GATEWAY_LISTEN: `http://${listen}`, HOME: folder }
  const output = await run(program('caddy'), ['run', '--config', file], environment, listen)
  return { url: `http://${listen}`, log: async () => output() }
}

function program(name: string): string {
  const path = installed(name)
  if (!path) throw new Error(`${name} is not installed`)
  return path
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchwork-gateway-'))
  closers.push(async () => {
    await sleep(200)
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

/** Starts a program in the foreground and waits until it listens. @returns what it has said so far */
async function run(
  path: string,
  options: readonly string[],
  environment: Record<string, string>,
  listen: string,
): Promise<() => string> {
  const child: ChildProcess = spawn(path, options, {
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  closers.push(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)))
  for (let tries = 0; tries < 600 && child.exitCode === null; tries += 1) {
    if (await listens(listen)) return () => output
    await sleep(50)
  }
  throw new Error(`${path} does not listen at ${listen}.\n${output}`)
}

function listens(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':')
  return new Promise((done) => {
    const socket = connect(Number(port), host)
    socket.once('error', () => done(false))
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
  })
}
