import { loadavg } from 'node:os'
import { canPin, cores } from '../processes.ts'
import type { LoadResult } from './open-loop.ts'
import type { Medians } from './rounds.ts'

export const say = (line: string) => void process.stdout.write(`${line}\n`)

export const whole = (value: number) => Math.round(value).toLocaleString('en')
export const ms = (value: number) => `${value.toFixed(2)} ms`
export const mebibytes = (bytes: number) => `${whole(bytes / 2 ** 20)} MiB`

/** How the machine is shared out, and what else it had to do as we began. */
export function describeMachine(): void {
  say(
    canPin
      ? `Server on core ${cores.server}; load generator and PostgreSQL on core ${cores.others}.`
      : 'Processes are not held to cores here (that takes two cores and taskset).',
  )
  const [minute = 0] = loadavg()
  say(
    `Load of the machine as the measurement begins: ${minute.toFixed(2)}${minute > 0.5 ? ', which is NOT quiet' : ''}.`,
  )
}

/** One line a target: medians over the rounds. */
export function table(rows: readonly { label: string; medians: Medians }[]): void {
  const line = (label: string, cells: readonly string[]) =>
    say(`${label.padEnd(52)}${cells.map((cell) => cell.padStart(19)).join('')}`)
  line('median over the rounds', [
    'requests/s',
    '(least–most)',
    'server µs/req',
    'core busy',
    'PostgreSQL µs/req',
  ])
  for (const { label, medians } of rows)
    line(label, [
      whole(medians.requestsPerSecond),
      medians.range.map(whole).join('–'),
      medians.cpu.toFixed(1),
      `${(medians.busy * 100).toFixed(0)} %`,
      medians.databaseCpu.toFixed(1),
    ])
}

/** Tells of an open loop. */
export function tellLoad(label: string, result: LoadResult): void {
  const { refused, broken, unanswered } = result.errors
  say(
    `${label}: p50 ${ms(result.p50)}, p99 ${ms(result.p99)}, p99.9 ${ms(result.p999)}, most ${ms(result.max)}`,
  )
  say(
    `  ${whole(result.answered)} answered; ${refused} refused, ${broken} broken off, ${unanswered} unanswered; the client itself was late by at most ${ms(result.latest)}`,
  )
}

/** A promise and whether it was kept. An aim that is missed is told, a must that is missed fails the run. */
export interface Target {
  kind: 'must' | 'aim'
  label: string
  figure: string
  met: boolean
}

/** The last lines: every target and whether it was met. Gives whether every must was. */
export function verdict(targets: readonly Target[], quick: boolean): boolean {
  say('')
  if (quick)
    say(
      'This was the quick form: few keys and short rounds, for developing the bench. Its figures are no measurement.',
    )
  for (const { kind, label, figure, met } of targets)
    say(`${kind}: ${label}: ${figure}, ${met ? 'met' : 'MISSED'}`)
  return targets.every(({ kind, met }) => met || kind === 'aim')
}
