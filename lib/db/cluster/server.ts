import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { type Account, serverAccount } from '#lib/db/cluster/account.ts'
import { type Binaries, findBinaries } from '#lib/db/cluster/binaries.ts'
import { processStart } from '#lib/lock.mjs'

/** What `cluster.json` keeps from one start to the next, mode 0600. */
interface ClusterFile {
  port: number
  /** Of the superuser `postgres`. */
  adminPassword: string
  /** Of `latchwork`, which owns the database of that name and nothing else. */
  password: string
}

/** A PostgreSQL that answers. */
export interface RunningServer {
  pid: number
  url: string
  adminUrl: string
}

export interface ServerOptions {
  /** The directory of this installation's state, `LATCHWORK_HOME`. */
  home: string
  /** False lets a crash of the machine lose data, for tests alone. */
  durable: boolean
}

const major = '18'
const startDeadline = 60_000

function paths(home: string) {
  return {
    data: join(home, 'postgres'),
    fresh: join(home, 'postgres.new'),
    log: join(home, 'postgres.log'),
    file: join(home, 'cluster.json'),
    password: join(home, `initdb.${process.pid}`),
  }
}

function addresses(file: ClusterFile): Pick<RunningServer, 'url' | 'adminUrl'> {
  const at = `127.0.0.1:${file.port}`
  return {
    url: `postgresql://latchwork:${file.password}@${at}/latchwork`,
    adminUrl: `postgresql://postgres:${file.adminPassword}@${at}/postgres`,
  }
}

/** A port that nobody listens on, `wanted` if it is one. */
async function freePort(wanted: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number>((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        const address = server.address()
        const got = typeof address === 'object' && address ? address.port : 0
        server.close(() => resolve(got))
      })
    })
  return attempt(wanted).catch(() => attempt(0))
}

async function readClusterFile(path: string): Promise<ClusterFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as ClusterFile)
}

async function writeClusterFile(path: string, file: ClusterFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
}

function launch(
  command: string,
  args: readonly string[],
  account: Account | undefined,
  output: number,
): ChildProcess {
  const [program = command, ...before] = [...(account?.prefix ?? []), command]
  const asUser = account && account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {}
  // Its own environment: none of our secrets, and a locale that every machine has.
  const { NODE_ENV, PATH, SystemRoot } = process.env
  const env = { NODE_ENV, PATH, SystemRoot, LC_ALL: 'C', TZ: 'UTC' }
  const stdio: ['ignore', number, number] = ['ignore', output, output]
  return spawn(program, [...before, ...args], { ...asUser, env, cwd: '/', stdio })
}

async function initialise(home: string, binaries: Binaries, account: Account | undefined): Promise<void> {
  const at = paths(home)
  const known = await readClusterFile(at.file)
  const file = known ?? {
    port: await freePort(0),
    adminPassword: randomBytes(24).toString('base64url'),
    password: randomBytes(24).toString('base64url'),
  }
  if (!known) await writeClusterFile(at.file, file)
  // Made beside and renamed, so that a start that was cut short leaves nothing that looks whole.
  await rm(at.fresh, { recursive: true, force: true })
  await mkdir(at.fresh, { mode: 0o700 })
  await writeFile(at.password, file.adminPassword, { mode: 0o600 })
  if (account) await Promise.all([at.fresh, at.password].map((path) => chown(path, account.uid, account.gid)))
  const log = await open(at.log, 'a', 0o600)
  try {
    const args = [
      `--pgdata=${at.fresh}`,
      '--username=postgres',
      `--pwfile=${at.password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]
    const child = launch(binaries.initdb, args, account, log.fd)
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
    if (code !== 0) throw new Error(`The embedded PostgreSQL could not be made; see ${at.log}.`)
    await rename(at.fresh, at.data)
  } finally {
    await log.close()
    await rm(at.password, { force: true })
  }
}

/** Runs one statement after another on a connection of its own. */
async function query<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The role and the database of the application, made again if a first start was cut short before them. */
async function provision({ adminUrl }: Pick<RunningServer, 'adminUrl'>, password: string): Promise<void> {
  await query(adminUrl, async (client) => {
    const role = await client.query(`select from pg_roles where rolname = 'latchwork'`)
    const database = await client.query(`select from pg_database where datname = 'latchwork'`)
    if (!role.rowCount) {
      await client.query(
        `create role ${escapeIdentifier('latchwork')} login password ${escapeLiteral(password)}`,
      )
    }
    if (!database.rowCount) await client.query('create database latchwork owner latchwork')
  })
}

/** Whether this process id is a PostgreSQL on this data directory, and not whatever got the number after a restart. */
async function isOurs(pid: number, data: string): Promise<boolean> {
  if (processStart(pid) === '') return false
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  return command === undefined || command.includes(data)
}

/** The process id in `postmaster.pid`, where that process is the server of this directory and runs. */
export async function serverPid(home: string): Promise<number | undefined> {
  const { data } = paths(home)
  const pid = Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  return pid > 0 && (await isOurs(pid, data)) ? pid : undefined
}

async function answering(home: string, file: ClusterFile, until: number): Promise<RunningServer | undefined> {
  const { data } = paths(home)
  while (Date.now() < until) {
    const pid = await serverPid(home)
    if (pid === undefined) return undefined
    try {
      const { rows } = await query(addresses(file).adminUrl, (client) => client.query('show data_directory'))
      // Another installation's server may sit on our port; its directory tells.
      if (rows[0]?.data_directory === data) return { pid, ...addresses(file) }
    } catch {
      // Starting, recovering or stopping: ask again.
    }
    await sleep(50)
  }
  return undefined
}

async function launchServer(options: ServerOptions, binaries: Binaries, account: Account | undefined) {
  const at = paths(options.home)
  const known = await readClusterFile(at.file)
  if (!known) {
    throw new Error(
      `${at.file} is missing, and with it the password of the database in ${at.data}. Restore it.`,
    )
  }
  const port = await freePort(known.port)
  const file = { ...known, port }
  if (port !== known.port) await writeClusterFile(at.file, file)
  const quick = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // The default prices a disk that seeks. On a solid one it makes the planner walk past rows it could look up.
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable ? {} : quick),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const size = (await stat(at.log).catch(() => undefined))?.size ?? 0
  if (size > 10_000_000) await rename(at.log, `${at.log}.1`)
  const log = await open(at.log, 'a', 0o600)
  try {
    const child = launch(binaries.postgres, ['-D', at.data, ...args], account, log.fd)
    const gone = new Promise<'gone'>((resolve) =>
      child.once('error', () => resolve('gone')).once('exit', () => resolve('gone')),
    )
    let over = false
    gone.then(() => {
      over = true
    })
    const until = Date.now() + startDeadline
    while (!over && Date.now() < until) {
      const server = await answering(options.home, file, Date.now() + 5_000)
      if (server) {
        await provision(server, file.password)
        return server
      }
      await sleep(30)
    }
    return undefined
  } finally {
    await log.close()
  }
}

/**
 * Gives the PostgreSQL of this home, running: the one that already runs (its keeper may have been killed), or a new
 * one, on data made at the first start. Only the keeper calls this, so there is never more than one at it.
 *
 * @throws Error with a sentence for the person.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const at = paths(options.home)
  const binaries = await findBinaries()
  const account = serverAccount([binaries.postgres, at.data])
  const running = await readClusterFile(at.file)
  if (running && (await serverPid(options.home))) {
    const server = await answering(options.home, running, Date.now() + startDeadline)
    if (server) {
      await provision(server, running.password)
      return server
    }
  }
  if (!existsSync(join(at.data, 'PG_VERSION'))) await initialise(options.home, binaries, account)
  const version = (await readFile(join(at.data, 'PG_VERSION'), 'utf8')).trim()
  if (version !== major) {
    throw new Error(
      `${at.data} was made by PostgreSQL ${version}; this is ${major}. Dump it with the old, restore here.`,
    )
  }
  // Its processes let go of memory a moment after a `kill -9` of the first; until then a new one refuses to start.
  for (let attempt = 1; attempt <= 10; attempt++) {
    // A number left in the file by a machine that went down may since have gone to a stranger, whom PostgreSQL would fear.
    if (!(await serverPid(options.home))) await rm(join(at.data, 'postmaster.pid'), { force: true })
    const server = await launchServer(options, binaries, account)
    if (server) return server
    await sleep(200 * attempt)
  }
  throw new Error(`The embedded PostgreSQL did not start; see ${at.log}.`)
}

/** Stops a server in order: what runs is rolled back, everything committed is on disk. Harder after 20 seconds. */
export async function stopServer(server: RunningServer): Promise<void> {
  const started = processStart(server.pid)
  const signals: [NodeJS.Signals, number][] = [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]
  for (const [signal, patience] of signals) {
    try {
      process.kill(server.pid, signal)
    } catch {
      return
    }
    for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
      if (started === '' || processStart(server.pid) !== started) return
    }
  }
}
