import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findCluster, joinCluster } from '#lib/db/cluster/join.ts'
import { processStart } from '#lib/lock.mjs'

let home = ''

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'latchwork-cluster-')), 'home')
})

afterEach(async () => {
  await eventually(async () => (await findCluster(home)) === undefined && !(await postmaster()))
  await rm(resolve(home, '..'), { recursive: true, force: true })
})

const use = () => joinCluster({ home })

async function eventually(condition: () => Promise<boolean>, within = 30_000): Promise<void> {
  for (const until = Date.now() + within; Date.now() < until; await sleep(50)) if (await condition()) return
  throw new Error(`not within ${within} ms`)
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0]
  } finally {
    await client.end()
  }
}

const answers = (url: string) =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  )

/** The server's process id, if it runs. */
async function postmaster(): Promise<number | undefined> {
  const pid = Number.parseInt(
    await readFile(join(home, 'postgres/postmaster.pid'), 'utf8').catch(() => ''),
    10,
  )
  return pid > 0 && processStart(pid) !== '' ? pid : undefined
}

async function keeper(): Promise<number> {
  const name =
    (await readdir(join(home, 'run')))
      .filter((file) => file.endsWith('.lock'))
      .sort()
      .at(-1) ?? ''
  return JSON.parse(await readFile(join(home, 'run', name), 'utf8')).pid
}

/** A process of its own that uses the database until it is killed. */
async function otherProcess() {
  const program = `
    import { joinCluster } from '#lib/db/cluster/join.ts'
    const use = await joinCluster({ home: process.argv[1] })
    console.log(use.url)
    setInterval(() => {}, 1000)
  `
  const child = spawn('node', ['--input-type=module', '-e', program, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((done) =>
    child.stdout.once('data', (data) => done(String(data).trim())),
  )
  return { url, kill: () => child.kill('SIGKILL') }
}

test('the first use makes a database and the last to leave stops it', async () => {
  const first = await use()
  const second = await use()
  expect(second.url).toBe(first.url)
  expect(await ask(first.url, 'select current_user')).toBe('latchwork')
  await first.leave()
  expect(await answers(second.url)).toBe(true)
  await second.leave()
  expect(await answers(second.url)).toBe(false)
  expect(await postmaster()).toBeUndefined()
})

test('data, address and password outlive a stop', async () => {
  const before = await use()
  await ask(before.url, 'create table kept as select 42 as answer')
  await before.leave()
  const after = await use()
  expect(after.url).toBe(before.url)
  expect(await ask(after.url, 'select answer from kept')).toBe(42)
  await after.leave()
})

test('two first uses at once make one database', async () => {
  const uses = await Promise.all([use(), otherProcess(), otherProcess(), use()])
  expect(new Set(uses.map(({ url }) => url)).size).toBe(1)
  await uses[0].leave()
  await uses[3].leave()
  uses[1].kill()
  uses[2].kill()
})

test('a user that is killed lets go of the database', async () => {
  const other = await otherProcess()
  expect(await answers(other.url)).toBe(true)
  other.kill()
  await eventually(async () => !(await answers(other.url)))
})

test('a server that is killed comes back, with what was committed', async () => {
  const { url, leave } = await use()
  await ask(url, 'create table kept as select 42 as answer')
  process.kill((await postmaster()) ?? 0, 'SIGKILL')
  await eventually(async () => (await answers(url)) && (await ask(url, 'select answer from kept')) === 42)
  await leave()
})

test('a keeper that is killed is replaced while the server runs on', async () => {
  const { url, leave } = await use()
  const server = await postmaster()
  const killed = await keeper()
  process.kill(killed, 'SIGKILL')
  await eventually(async () => (await keeper()) !== killed && (await findCluster(home)) !== undefined)
  expect(await postmaster()).toBe(server)
  expect(await answers(url)).toBe(true)
  await leave()
  expect(await answers(url)).toBe(false)
})

test('nothing that a kill -9 of everything leaves stops the next start', async () => {
  const other = await otherProcess()
  await ask(other.url, 'create table kept as select 42 as answer')
  const server = (await postmaster()) ?? 0
  process.kill(await keeper(), 'SIGKILL')
  process.kill(server, 'SIGKILL')
  other.kill()
  const { url, leave } = await use()
  expect(await ask(url, 'select answer from kept')).toBe(42)
  await leave()
})

test('a postmaster.pid that names a stranger does not stop a start', async () => {
  const before = await use()
  await before.leave()
  const file = `${process.pid}\n${home}/postgres\n1\n5432\n\n127.0.0.1\n`
  await writeFile(join(home, 'postgres/postmaster.pid'), file)
  const after = await use()
  expect(await answers(after.url)).toBe(true)
  await after.leave()
})

test('a first start that was cut short in the middle is begun anew', async () => {
  await mkdir(join(home, 'postgres.new/base'), { recursive: true })
  const { url, leave } = await use()
  expect(await answers(url)).toBe(true)
  await leave()
})

test('nobody gets in without the password, and nobody else reads it', async () => {
  const { url, leave } = await use()
  const wrong = new URL(url)
  wrong.password = 'wrong'
  await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  wrong.password = ''
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow()
  expect((await stat(join(home, 'cluster.json'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(home, 'postgres'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(home, 'run'))).mode & 0o777).toBe(0o700)
  await leave()
})
