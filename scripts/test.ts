import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildWhenStale } from '#scripts/build.ts'

/**
 * `npm test`: everything, in the order in which a fault is cheapest to find, each part with its own output. At the end stands what
 * failed, by name, and in the last line the sum over all of it. `npm test -- lint unit` runs some parts alone.
 */

interface Sums {
  passed: number
  failed: number
  skipped: number
  /** What failed, each in a few lines. */
  failures: string[]
}

const artifacts = join('e2e', 'artifacts')
const bin = (name: string) => join('node_modules', '.bin', name)

async function run(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...(!process.stdout.isTTY && { NO_COLOR: '1' }) },
    shell: process.platform === 'win32',
  })
  return (await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))) === 0
}

const check = (ok: boolean): Sums => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, failures: [] })

/** A runner's own figures; one failure more where it failed without having counted one, or left no figures at all. */
async function figures(path: string, ok: boolean, read: (report: unknown) => Sums): Promise<Sums> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return check(false)
  const sums = read(JSON.parse(text))
  if (ok || sums.failed) return sums
  const why =
    'Every test passed, and the run failed all the same: look above for an error that no test waited for.'
  return { ...sums, failed: 1, failures: [`${path}: ${why}`] }
}

async function vitest(name: string, ...options: string[]): Promise<Sums> {
  const report = join(artifacts, `${name}.json`)
  await rm(report, { force: true })
  const ok = await run(bin('vitest'), [
    'run',
    ...options,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ])
  return figures(report, ok, (figure) => {
    const { testResults, ...counts } = figure as VitestReport
    return {
      passed: counts.numPassedTests,
      failed: counts.numFailedTests,
      skipped: counts.numPendingTests + counts.numTodoTests,
      failures: testResults.flatMap(({ name: file, message, assertionResults }) => [
        ...(message ? [failure(file, '', message)] : []),
        ...assertionResults
          .filter(({ status }) => status === 'failed')
          .map((test) => failure(file, test.fullName, test.failureMessages.join('\n'))),
      ]),
    }
  })
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    message: string
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
  }[]
}

const failure = (file: string, test: string, message: string) =>
  [`${relative('.', file)}: ${test}`, ...stripVTControlCharacters(message).split('\n').slice(0, 12)].join(
    '\n    ',
  )

async function browser(): Promise<Sums> {
  const report = join(artifacts, 'report.json')
  await rm(report, { force: true })
  const ok = await run(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts'])
  return figures(report, ok, (figure) => {
    const { stats, suites } = figure as PlaywrightReport
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
      failures: suites.flatMap(failedIn),
    }
  })
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  suites: Suite[]
}

interface Suite {
  file: string
  suites?: Suite[]
  specs: { title: string; ok: boolean; tests: { results: { errors: { message: string }[] }[] }[] }[]
}

const failedIn = ({ file, suites = [], specs }: Suite): string[] => [
  ...specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
      return failure(join('e2e', file), title, errors.map(({ message }) => message).join('\n'))
    }),
  ...suites.flatMap(failedIn),
]

async function build(): Promise<Sums> {
  try {
    await buildWhenStale((line) => console.log(line))
    console.log('The portal is built.')
    return check(true)
  } catch (error) {
    console.log(error instanceof Error ? error.message : error)
    return check(false)
  }
}

const stages: readonly { name: string; title: string; run: () => Promise<Sums> }[] = [
  {
    name: 'lint',
    title: 'Lint',
    run: async () => check(await run(bin('biome'), ['check', '--error-on-warnings'])),
  },
  {
    name: 'rules',
    title: 'Rules of the house',
    run: async () => check(await run(process.execPath, ['scripts/house-rules.ts'])),
  },
  {
    name: 'types',
    title: 'Types',
    // The routes' types come from Next; without them a fresh clone lacks what the sources refer to.
    run: async () => check((await run(bin('next'), ['typegen'])) && (await run(bin('tsc'), ['--noEmit']))),
  },
  { name: 'unit', title: 'Unit and integration tests', run: () => vitest('unit') },
  { name: 'build', title: 'Build', run: build },
  {
    name: 'system',
    title: 'Tests of the server as a process',
    run: () => vitest('system', '--config', 'e2e/system/vitest.config.ts'),
  },
  { name: 'browser', title: 'Browser tests', run: browser },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name))
if (unknown.length) {
  console.error(
    `There is no part called ${unknown.join(', ')}. There are: ${stages.map(({ name }) => name).join(', ')}`,
  )
  process.exit(1)
}

await mkdir(artifacts, { recursive: true })
const total: Sums = { passed: 0, failed: 0, skipped: 0, failures: [] }
const summary: string[] = []
for (const { name, title, run: stage } of stages) {
  if (wanted.length && !wanted.includes(name)) continue
  console.log(`\n── ${title}`)
  const begun = performance.now()
  const sums = await stage()
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  summary.push(
    `${sums.failed ? '✗' : '✓'} ${title}: ${sums.passed} passed, ${sums.failed} failed in ${seconds} s`,
  )
  total.passed += sums.passed
  total.failed += sums.failed
  total.skipped += sums.skipped
  total.failures.push(...sums.failures)
}
if (total.failures.length) console.log(`\nWhat failed:\n\n  ${total.failures.join('\n\n  ')}`)
console.log(`\n${summary.join('\n')}\n`)
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
)
// Nothing may hold the process, and nothing may come after that line.
process.exit(total.failed ? 1 : 0)
