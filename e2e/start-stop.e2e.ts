import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'playwright/test'
import { freePort, newOwner, type Portal, startPortal } from './portal.ts'

/** What `npm start` promises, on the real launcher. */

test.describe.configure({ mode: 'default', timeout: 360_000 })

const root = resolve(import.meta.dirname, '..')
let home = ''

test.beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchwork-start-'))
})

test.afterEach(async () => {
  await rm(home, { recursive: true, force: true })
})

const start = (environment: Record<string, string> = {}) => startPortal({ home, environment })

async function isReady(portal: Portal): Promise<boolean> {
  return fetch(`${portal.url}/api/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function databaseUrl(): Promise<string | undefined> {
  const { NODE_ENV, PATH } = process.env
  const env = { NODE_ENV, PATH, LATCHWORK_HOME: home }
  return new Promise((done) => {
    execFile('npm', ['run', '--silent', 'db:url'], { cwd: root, env }, (error, stdout) =>
      done(error ? undefined : stdout.trim()),
    )
  })
}

/** Runs the launcher until it ends; for starts that must be refused. */
async function refused(environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { NODE_ENV, PATH } = process.env
  const env = { NODE_ENV, PATH, PORT: '0', LATCHWORK_HOME: home, ...environment }
  const child: ChildProcess = spawn('node', ['scripts/bootstrap.mjs', 'scripts/serve.ts'], { cwd: root, env })
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, said: said.trim() }
}

test('the first start prints the set-up page with its token, and stops in order', async () => {
  const portal = await start()
  expect(portal.firstUrl).toMatch(/^http:\/\/localhost:\d+\/setup#[\w-]{43}$/)
  expect(portal.output().match(/Latchwork is ready/g)).toHaveLength(1)
  expect(await isReady(portal)).toBe(true)
  expect(await databaseUrl()).toMatch(/^postgresql:\/\/latchwork:/)
  expect(await portal.stop('SIGTERM')).toBe(0)
  expect(await databaseUrl()).toBeUndefined()
})

test('Ctrl-C stops it in order', async () => {
  const portal = await start()
  expect(await portal.stop('SIGINT')).toBe(0)
})

test('an owner who is named makes set-up needless, and a later start changes nothing', async () => {
  const { environment, ...owner } = newOwner()
  const signIn = (portal: Portal) =>
    fetch(`${portal.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: owner.email, password: owner.password }),
    })
  const first = await start(environment)
  expect(first.firstUrl).toBe(`${first.url}/`)
  expect((await signIn(first)).status).toBe(201)
  await first.stop()
  const second = await start({ ...environment, LATCHWORK_OWNER_PASSWORD: 'another password entirely' })
  expect((await signIn(second)).status).toBe(201)
  await second.stop()
})

test('a second portal on the same home joins the database, which stays until the last one stops', async () => {
  const first = await start()
  const url = await databaseUrl()
  const second = await start()
  expect(second.url).not.toBe(first.url)
  expect(await databaseUrl()).toBe(url)
  await first.stop()
  expect(await isReady(second)).toBe(true)
  expect(await databaseUrl()).toBe(url)
  await second.stop()
  expect(await databaseUrl()).toBeUndefined()
})

test('after a kill -9 the next start serves', async () => {
  const first = await start()
  const port = new URL(first.url).port
  await first.stop('SIGKILL')
  const second = await start({ PORT: port })
  expect(await isReady(second)).toBe(true)
  await second.stop()
})

test('two first starts at once share one database, its secrets and its token', async () => {
  const [first, second] = await Promise.all([start(), start()])
  const token = (portal: Portal) => new URL(portal.firstUrl).hash
  expect(token(first)).toBe(token(second))
  expect(await isReady(first)).toBe(true)
  await first.stop()
  expect(await isReady(second)).toBe(true)
  await second.stop()
})

test('npm start ends in order with npm, and frees its port when npm is killed', async () => {
  const { NODE_ENV, PATH, HOME } = process.env
  const env = { NODE_ENV, PATH, HOME, PORT: String(await freePort()), LATCHWORK_HOME: home }
  const npmStart = async () => {
    const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<number | null>((done) => npm.once('exit', done))
    let said = ''
    await new Promise<void>((done) =>
      npm.stdout.on('data', (chunk) => {
        said += chunk
        if (said.includes('Latchwork is ready')) done()
      }),
    )
    return { npm, ended }
  }
  const first = await npmStart()
  first.npm.kill('SIGKILL')
  await first.ended
  const second = await npmStart()
  second.npm.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(await databaseUrl()).toBeUndefined()
})

test('a request in flight is answered before the process ends', async () => {
  const portal = await start()
  const { hostname, port } = new URL(portal.url)
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'a password that is not one' })
  const socket = connect(Number(port), hostname)
  const taken = Promise.withResolvers<void>()
  const answer = new Promise<string>((done) => {
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
      taken.resolve()
    })
    socket.on('error', () => {})
    socket.on('close', () => done(text))
  })
  const head = `POST /api/v1/sessions HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\n`
  socket.write(`${head}Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 10)}`)
  // What is answered at once says that the request is in hand.
  await taken.promise
  const ended = portal.stop('SIGTERM')
  await sleep(200)
  socket.write(body.slice(10))
  expect(await answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /)
  expect(await ended).toBe(0)
})

test('a taken port is a sentence', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as AddressInfo
  const { code, said } = await refused({ PORT: String(port), HOST: '127.0.0.1' })
  other.close()
  expect(code).toBe(1)
  expect(said).toBe(
    `Port ${port} on 127.0.0.1 is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
  )
})

test('a wrong variable, a database that is not there and missing secrets are sentences', async () => {
  const wrong = await refused({ PORT: 'eighty' })
  expect(wrong).toEqual({ code: 1, said: 'PORT must be a port number from 0 to 65535.' })

  const nowhere = 'postgresql://someone@127.0.0.1:9/nowhere'
  const away = await refused({ DATABASE_URL: nowhere })
  expect(away.code).toBe(1)
  expect(away.said).toContain('The database nowhere at 127.0.0.1:9 cannot be used: nothing answers there.')
  expect(away.said).not.toContain('    at ')

  const bare = await refused({ NODE_ENV: 'production', DATABASE_URL: nowhere })
  expect(bare.code).toBe(1)
  expect(bare.said.split('\n')).toHaveLength(2)
  for (const name of ['NEXTAUTH_SECRET', 'LATCHWORK_PEPPER']) {
    expect(bare.said).toContain(`${name} is missing: set it to`)
  }
})
