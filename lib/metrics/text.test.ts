import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { counters, makeCounters } from '#lib/gate/counters.ts'
import { series } from './series.ts'
import { metricsText } from './text.ts'

beforeEach(() => {
  globalThis.latchworkCounters = makeCounters()
})

/** The numbers of a text by their whole names, and the types by series. */
function parse(text: string) {
  const lines = text.split('\n').filter((line) => line !== '')
  const numbers = new Map(
    lines
      .filter((line) => !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
  const types = new Map(
    lines
      .filter((line) => line.startsWith('# TYPE '))
      .map((line) => line.slice(7).split(' ') as [string, string]),
  )
  return { numbers, types }
}

test('what was counted is what is told', async () => {
  for (const seconds of [0.00004, 0.0001, 0.3, 7]) counters().verified('VALID', seconds)
  counters().verified('UNAVAILABLE', 0.002)
  counters().answered(503)
  counters().changes.durations.observe(0.004)
  counters().changes.unconfirmed += 1
  const { contentType, body } = await metricsText()
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  const { numbers, types } = parse(body)
  expect(numbers.get('latchwork_verifications_total{outcome="VALID"}')).toBe(4)
  expect(numbers.get('latchwork_verifications_total{outcome="UNAVAILABLE"}')).toBe(1)
  expect(numbers.get('latchwork_verifications_total{outcome="REVOKED"}')).toBe(0)
  const bucket = (le: string) => numbers.get(`latchwork_verify_duration_seconds_bucket{le="${le}"}`)
  expect(['0.00005', '0.0001', '0.0025', '0.5', '1', '+Inf'].map(bucket)).toEqual([1, 2, 3, 4, 4, 5])
  expect(numbers.get('latchwork_verify_duration_seconds_count')).toBe(5)
  expect(numbers.get('latchwork_verify_duration_seconds_sum')).toBeCloseTo(7.30214, 9)
  expect(types.get('latchwork_verify_duration_seconds')).toBe('histogram')
  expect(numbers.get('latchwork_revocation_effective_seconds_bucket{le="0.005"}')).toBe(1)
  expect(numbers.get('latchwork_revocation_unconfirmed_total')).toBe(1)
  expect(numbers.get('latchwork_http_requests_total{class="5xx"}')).toBe(1)
  expect(numbers.get('latchwork_limiter_away{kind="memory"}')).toBe(0)
  expect(numbers.get('latchwork_meter_waiting_keys')).toBe(0)
  expect(numbers.get('process_cpu_seconds_total')).toBeGreaterThan(0)
})

test('a process that is no node of the gate says nothing of a lease', async () => {
  const { numbers } = parse((await metricsText()).body)
  expect([...numbers.keys()].filter((name) => name.startsWith('latchwork_gate'))).toEqual([])
})

test('a counter says so in its name, and nothing else does', () => {
  for (const { name, type } of series) expect(name.endsWith('_total'), name).toBe(type === 'counter')
})

test('every series is in the documentation, and the documentation has no other', async () => {
  const { readFile } = await import('node:fs/promises')
  const page = await readFile('docs/metrics.md', 'utf8')
  const documented = new Set([...page.matchAll(/^\| `(latchwork_\w+)/gm)].map(([, name]) => name))
  // The sum over workers adds one of its own.
  expect(documented).toEqual(new Set([...series.map(({ name }) => name), 'latchwork_workers']))
})

test('a worker that is asked gives the sum over all of them', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['lib/metrics/testing/primary.ts'], {
    timeout: 25_000,
  })
  const { numbers } = parse(stdout)
  expect(numbers.get('latchwork_verifications_total{outcome="VALID"}')).toBe(3)
  expect(numbers.get('latchwork_verify_duration_seconds_count')).toBe(3)
  expect(numbers.get('latchwork_workers{state="answered"}')).toBe(2)
})
