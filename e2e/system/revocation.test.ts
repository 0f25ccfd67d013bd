import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type ClusterUse, joinCluster } from '#lib/db/cluster/join.ts'
import type { Portal } from '../portal.ts'
import { freePort } from '../portal.ts'
import { createKey, type Key, signIn } from './testing/contract.ts'
import { plantKeys } from './testing/planted-keys.ts'
import { cleanUp, newHome, start } from './testing/portal.ts'
import {
  accepted,
  keepBusy,
  type Round,
  revoke,
  rounds,
  type Stage,
  times,
  verify,
  verifyTwenty,
  warm,
} from './testing/revocations.ts'
import { openSlowLine, type SlowLine } from './testing/slow-line.ts'

/*
 * Revoked means revoked: once a portal has answered a revocation, no other accepts the key, whatever is done to that other. A
 * round is a revocation on one portal and twenty verifications on the other, begun after the answer, while others ask it too.
 */

cleanUp()

const metricsToken = 'metrics-of-the-revocation-tests'
const preload = (name: string) => `--import=${join(import.meta.dirname, 'testing', name)}`

let home: string
let cluster: ClusterUse
let database: Client
let here: Portal
let token: string
let caller: string
let planted: Key[]
const lines: SlowLine[] = []

beforeAll(async () => {
  home = await newHome()
  cluster = await joinCluster({ home })
  here = await start({ home, port: await freePort() })
  token = await signIn(here.url)
  database = new Client({ connectionString: cluster.adminUrl.replace(/\/postgres$/, '/latchwork') })
  await database.connect()
  planted = await plantKeys(database, home, 2_000)
  caller = (await createKey(here.url, token, 'caller', { permissions: ['api_key:verify'] })).secret
}, 300_000)

afterAll(async () => {
  await Promise.all(lines.map((line) => line.close()))
  await database.end()
  await cluster.leave()
})

const take = (count: number) => planted.splice(0, count)
const stageAt = (there: Portal, from = here.url): Stage => ({
  here: from,
  there: there.url,
  token,
  caller,
  metricsToken,
})

/** The other portal: a gate alone, which is all that is asked of it. */
async function startGate(environment: Record<string, string> = {}, port?: number): Promise<Portal> {
  return start({
    home,
    port: port ?? (await freePort()),
    environment: { LATCHWORK_ROLE: 'gate', LATCHWORK_METRICS_TOKEN: metricsToken, ...environment },
  })
}

/** Two slow lines to the database, one for what a gate hears and one for what it reads, and the variables that say so. */
async function slowLines() {
  const target = new URL(cluster.url)
  const hearing = await openSlowLine(Number(target.port))
  const reading = await openSlowLine(Number(target.port))
  lines.push(hearing, reading)
  const through = ({ port }: SlowLine) => Object.assign(new URL(cluster.url), { port: String(port) }).href
  const environment = { DATABASE_URL: through(reading), DIRECT_DATABASE_URL: through(hearing) }
  return { hearing, reading, environment }
}

/** Revokes keys at once while the other portal is asked of them, then verifies each. */
async function atOnce(stage: Stage, keys: readonly Key[], busyWith: readonly Key[]): Promise<Round[]> {
  const rest = keepBusy(stage, busyWith)
  const done = await rounds(stage, keys, keys.length)
  await rest()
  return done
}

function report(what: string, all: readonly Round[]): void {
  const verdicts = new Map<string | null, number>()
  for (const code of all.flatMap(({ after }) => after)) verdicts.set(code, (verdicts.get(code) ?? 0) + 1)
  const said = [...verdicts].map(([code, count]) => `${count} ${code ?? 'without a verdict'}`).join(', ')
  process.stdout.write(`${what}: ${all.length} rounds, ${said}; in effect after ${times(all)}\n`)
}

function expectFinal(all: readonly Round[]): void {
  expect(all.flatMap(({ effective }) => effective.unconfirmed)).toEqual([])
  expect(accepted(all)).toBe(0)
}

test('one portal has one owner of what must be one in a process, which its pages reach too', async () => {
  const { rows } = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where application_name = 'latchwork listener'`,
  )
  const { id } = take(1)[0] as Key
  await revoke({ ...stageAt(here), there: here.url }, { id, secret: '' })
  const after = await database.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where application_name = 'latchwork listener'`,
  )
  // That of what tells people, a node's and a confirmer's: the first revocation opens the last, and Next's copy opens none.
  expect(after.rows[0]?.count).toBe(3)
  expect(rows[0]?.count).toBeLessThanOrEqual(3)
})

describe('of keys that the other remembers', () => {
  let there: Portal
  let stage: Stage
  let port: number
  beforeAll(async () => {
    port = await freePort()
    there = await startGate({}, port)
    stage = stageAt(there)
  }, 60_000)
  afterAll(() => there.stop())

  test('none is accepted in 1,000 rounds', async () => {
    const all: Round[] = []
    for (let batch = 0; batch < 10; batch += 1) {
      const keys = take(100)
      const others = take(20)
      await warm(stage, keys)
      const rest = keepBusy(stage, [...keys, ...others])
      all.push(...(await rounds(stage, keys, 2)))
      await rest()
    }
    report('revoked beside it', all)
    expect(all).toHaveLength(1_000)
    expectFinal(all)
  })

  test('none is accepted where it was frozen as they were revoked, 100 rounds', async () => {
    const all: Round[] = []
    for (let freeze = 0; freeze < 5; freeze += 1) {
      const keys = take(20)
      await warm(stage, keys)
      const rest = keepBusy(stage, keys)
      await sleep(20)
      process.kill(there.pid, 'SIGSTOP')
      const answers = await Promise.all(keys.map((key) => revoke(stage, key)))
      // Some are asked while it stands still, and answered with whatever else has waited for it; some after that.
      const early = keys.map((key) => verifyTwenty(stage, key))
      await sleep(20)
      process.kill(there.pid, 'SIGCONT')
      const late = await Promise.all(keys.map((key) => verifyTwenty(stage, key)))
      for (const [at, effective] of answers.entries())
        all.push({ effective, after: [...((await early[at]) ?? []), ...(late[at] ?? [])] })
      await rest()
    }
    report('frozen', all)
    expectFinal(all)
    // It stood still: the answers had to wait for its lease.
    expect(Math.max(...all.map(({ effective }) => effective.ms))).toBeGreaterThan(500)
  })

  test('none is accepted where it was killed as they were revoked, and started again, 100 rounds', async () => {
    const all: Round[] = []
    for (let kill = 0; kill < 4; kill += 1) {
      const keys = take(25)
      await warm(stage, keys)
      const rest = keepBusy(stage, keys)
      const [answers] = await Promise.all([
        Promise.all(keys.map((key) => revoke(stage, key))),
        sleep(Math.random() * 40).then(() => there.stop('SIGKILL')),
      ])
      await rest()
      there = await startGate({}, port)
      for (const [at, key] of keys.entries())
        all.push({ effective: answers[at] as Round['effective'], after: await verifyTwenty(stage, key) })
    }
    report('killed', all)
    expectFinal(all)
  })

  test('none is accepted where its connection for changes was cut, 100 rounds', async () => {
    const all: Round[] = []
    for (let cut = 0; cut < 10; cut += 1) {
      const keys = take(10)
      await warm(stage, keys)
      const [done] = await Promise.all([
        atOnce(stage, keys, keys),
        sleep(Math.random() * 30).then(() =>
          database.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'latchwork listener'`,
          ),
        ),
      ])
      all.push(...done)
    }
    report('cut off', all)
    expectFinal(all)
  })
})

test('none is accepted where all that comes from the database and goes there is late, 100 rounds', async () => {
  const { hearing, reading, environment } = await slowLines()
  const there = await startGate(environment)
  onTestFinished(async () => void (await there.stop()))
  const stage = { ...stageAt(there), isLate: true }
  const all: Round[] = []
  const between = (least: number, most: number) => () => least + Math.random() * (most - least)
  // The last, there and back, is longer than a lease.
  for (const [least, most, count] of [
    [30, 300, 40],
    [30, 700, 30],
    [30, 2_000, 30],
  ] as const) {
    const keys = take(count)
    const half = count / 2
    hearing.delay = reading.delay = () => 0
    await warm(stage, keys.slice(half))
    hearing.delay = between(least, most)
    reading.delay = between(30, 300)
    // Half are remembered; of the others a look-up is under way as they are revoked.
    const under = keys.slice(0, half).map(({ secret }) => verify(stage, secret))
    all.push(...(await atOnce(stage, keys, keys)))
    await Promise.all(under)
  }
  hearing.delay = reading.delay = () => 0
  report('late', all)
  expectFinal(all)
})

test('none is accepted where its clock is set forth and back, 100 rounds', async () => {
  const there = await startGate({ NODE_OPTIONS: preload('shifting-clock.mjs') })
  onTestFinished(async () => void (await there.stop()))
  const stage = stageAt(there)
  const all: Round[] = []
  for (let batch = 0; batch < 10; batch += 1) {
    const keys = take(10)
    await warm(stage, keys)
    all.push(...(await atOnce(stage, keys, keys)))
  }
  report('clock set', all)
  expectFinal(all)
})

describe('these rounds find', () => {
  const replaced = (file: string, text: string, by: string) => ({
    NODE_OPTIONS: preload('replaced-line.mjs'),
    REPLACED_FILE: file,
    REPLACED_TEXT: text,
    REPLACED_BY: by,
  })

  test('a verb that does not wait for nodes', async () => {
    const { hearing, environment } = await slowLines()
    const port = await freePort()
    const hasty = await start({
      home,
      port,
      environment: {
        // One name for both, as behind a load balancer.
        LATCHWORK_URL: here.url,
        ...replaced(
          '/lib/core/changes/confirmer.ts',
          'const waiting = nodes && awaited(nodes, acknowledged)',
          'const waiting: NodeRow[] = []',
        ),
      },
    })
    onTestFinished(async () => void (await hasty.stop()))
    const there = await startGate(environment)
    onTestFinished(async () => void (await there.stop()))
    const stage = stageAt(there, `http://127.0.0.1:${port}`)
    const all: Round[] = []
    // Until it is found: on a machine that is busy with something else the news may be there before the question.
    for (let tries = 0; tries < 5 && accepted(all) === 0; tries += 1) {
      const keys = take(20)
      hearing.delay = () => 0
      await warm(stage, keys)
      // Long beside what the revocations take, short enough that the lease is renewed in time.
      hearing.delay = () => 450
      all.push(...(await atOnce(stage, keys, keys)))
    }
    report('a verb that does not wait', all)
    expect(accepted(all)).toBeGreaterThan(0)
  })

  test('a node that keeps what it read before a change', async () => {
    const { reading, environment } = await slowLines()
    const there = await startGate({
      ...environment,
      ...replaced('/lib/gate/lookup.ts', 'if (one && mayKeep(node.lease(), fill))', 'if (one)'),
    })
    onTestFinished(async () => void (await there.stop()))
    const stage = stageAt(there)
    // So that a connection is there, and its caller is remembered.
    await warm(stage, take(10))
    const all: Round[] = []
    // One after another, until it is found: of several, all but the first would wait for connections that are late as well.
    for (const key of take(25)) {
      if (accepted(all) > 0) break
      reading.delay = () => 400
      const under = verify(stage, key.secret)
      // The key has been read, and the answer is on its way.
      await sleep(500)
      const effective = await revoke(stage, key)
      await under
      reading.delay = () => 0
      all.push({ effective, after: await verifyTwenty(stage, key) })
    }
    report('a look-up that is kept', all)
    expect(accepted(all)).toBeGreaterThan(0)
  })
})
