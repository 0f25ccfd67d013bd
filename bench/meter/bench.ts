import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Client } from 'pg'
import { foundOrganization } from '../../lib/core/organizations/found.ts'
import { transaction } from '../../lib/core/transaction.ts'
import { closeDatabase, openDatabase } from '../../lib/db/client.ts'
import { joinCluster } from '../../lib/db/cluster/join.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { type Meter, makeMeter } from '../../lib/gate/meter.ts'
import type { Use } from '../../lib/gate/tally.ts'
import { fill, settle } from '../list/fill.ts'
import { type Cost, costOf } from './postgres.ts'

const size = { keys: 1_000_000, members: 2_000, tag: 'meter' }
/** Keys in use at a time, and verifications of them in a second. */
const busy = 10_000
const perSecond = 15_000
const rounds = 60

/** The most that counting one use may take, and that a second's flush may take of each processor. */
const targets = { count: 1_000, stall: 10, postgres: 250, process: 100 }

const say = (line: string) => void process.stdout.write(`${line}\n`)
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`

/**
 * What metering costs: counting a use, and writing a second's worth of them down, with 10,000 keys in use out of a million.
 * Gives whether every target was met.
 */
export async function bench(): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-bench-'))
  const cluster = await joinCluster({ home, durable: true })
  const database = openDatabase({ url: cluster.url, connections: 4 })
  const admin = new Client({ connectionString: databaseOf(cluster.adminUrl, cluster.url) })
  try {
    await migrate(cluster.url)
    await admin.connect()
    await prepare(database.prisma, admin)
    const uses = await usesOf(admin)
    return await measure(makeMeter({ pool: () => database.pool, every: 0 }), admin, uses)
  } finally {
    await admin.end()
    await closeDatabase(database)
    await cluster.leave()
    await rm(home, { recursive: true, force: true })
  }
}

/** The superuser's way into the application's database. */
function databaseOf(adminUrl: string, url: string): string {
  const admin = new URL(adminUrl)
  admin.pathname = new URL(url).pathname
  return admin.href
}

async function prepare(prisma: ReturnType<typeof openDatabase>['prisma'], admin: Client): Promise<void> {
  const began = performance.now()
  const user = await prisma.user.create({ data: { email: 'bench@example.com', name: 'Bench' } })
  const origin = { ip: null, userAgent: null, requestId: randomUUID() }
  const ctx = {
    db: prisma,
    actor: { type: 'system' as const, name: 'Latchwork' },
    organizationId: null,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set<string>(),
    origin,
  }
  const { organization } = await transaction(ctx, (tx) =>
    foundOrganization(tx, { name: 'Bench', project: { name: 'First' }, ownerUserId: user.id }),
  )
  await fill(admin, { ...size, organizationId: organization.id })
  await settle(admin)
  await admin.query('CHECKPOINT')
  say(`${size.keys.toLocaleString('en')} keys in ${((performance.now() - began) / 1000).toFixed(0)} s`)
}

/** A use of each of many keys, met at random. */
async function usesOf(admin: Client): Promise<Use[]> {
  const { rows } = await admin.query<{ keyId: string; secretId: string }>(
    `SELECT key_id AS "keyId", id AS "secretId" FROM key_secret ORDER BY random() LIMIT ${busy}`,
  )
  return rows.map(({ keyId, secretId }, n) => ({
    keyId,
    secretId,
    retiring: false,
    startsGrace: false,
    ended: false,
    retired: false,
    asks: false,
    code: 'VALID',
    at: 0,
    ip: `203.0.${n >> 8}.${n & 255}`,
    userAgent: `acme-sdk/4.${n % 30} (linux; x64) node/24`,
    query: null,
    permissions: [],
  }))
}

async function measure(meter: Meter, admin: Client, uses: Use[]): Promise<boolean> {
  const start = Date.now()
  const pick = (n: number) => uses[n % uses.length] as Use
  const countAll = (second: number, keys: number, count: number) => {
    for (let n = 0; n < count; n += 1)
      meter.count({ ...pick((n * 7919) % keys), at: start + second * 1000 + (n % 1000) })
  }

  countAll(0, 5_000, 5_000)
  const cold = await costOf(admin, meter.flush)
  say(`\n5,000 keys, after a checkpoint: ${line(cold)}`)
  countAll(1, 5_000, 5_000)
  say(`5,000 keys, once more:          ${line(await costOf(admin, meter.flush))}`)

  for (let second = 2; second < 5; second += 1) {
    countAll(second, busy, perSecond)
    await meter.flush()
  }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const all: Cost[] = []
  const stalls: number[] = []
  const counted: number[] = []
  for (let second = 5; second < 5 + rounds; second += 1) {
    const began = performance.now()
    for (let n = 0; n < perSecond; n += 1) {
      const use = pick((n * 7919) % busy)
      use.at = start + second * 1000 + (n % 1000)
      meter.count(use)
    }
    counted.push(((performance.now() - began) / perSecond) * 1e6)
    await new Promise((done) => setTimeout(done, 20))
    delay.reset()
    all.push(await costOf(admin, meter.flush))
    stalls.push(delay.max / 1e6)
  }
  delay.disable()
  const sum = (of: (cost: Cost) => number) => all.reduce((total, cost) => total + of(cost), 0) / all.length
  const mean: Cost = {
    ms: sum((cost) => cost.ms),
    wal: sum((cost) => cost.wal),
    postgres: all.some((cost) => cost.postgres === null) ? null : sum((cost) => cost.postgres ?? 0),
    process: sum((cost) => cost.process),
  }
  say(
    `\n${perSecond.toLocaleString('en')} uses of ${busy.toLocaleString('en')} keys a second, mean of ${rounds}:`,
  )
  say(`flush: ${line(mean)}`)
  const count = median(counted)
  const stall = median(stalls)
  say(
    `count(): ${count.toFixed(0)} ns; longest stall of the event loop, median of flushes: ${stall.toFixed(1)} ms`,
  )
  const met = [
    verdict('count()', count, targets.count, 'ns'),
    verdict('stall', stall, targets.stall, 'ms'),
    verdict('CPU of PostgreSQL a second', mean.postgres ?? 0, targets.postgres, 'ms'),
    verdict('CPU of the process a second', mean.process, targets.process, 'ms'),
  ]
  return met.every(Boolean)
}

function verdict(what: string, value: number, target: number, unit: string): boolean {
  say(
    `  target: ${what} at most ${target} ${unit}, ${value <= target ? 'met' : 'MISSED'} (${value.toFixed(1)})`,
  )
  return value <= target
}

function line({ ms, wal, postgres, process: own }: Cost): string {
  const server = postgres === null ? '' : `, PostgreSQL ${postgres.toFixed(0)} ms CPU`
  return `${ms.toFixed(0)} ms, ${megabytes(wal)} of WAL${server}, this process ${own.toFixed(0)} ms CPU`
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
