import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/**
 * What the kernel says of running processes (proc(5), Linux), and which of the cores they may use.
 */

/** Ticks of utime and stime in a second: USER_HZ, which Linux has fixed at 100 for what user space sees. */
const ticksPerSecond = 100

interface Process {
  pid: number
  parent: number
  /** Seconds of CPU of all its threads, those that have ended too. */
  cpu: number
  command: string
}

function look(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name may hold spaces and parentheses; what follows the last one does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const cpu = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')
    return { pid, parent: Number(fields[1]), cpu, command }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** A process and all that it has begun, and they in turn; those whose command fits `except` are left out with theirs. */
export function family(root: number, except?: RegExp): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => look(Number(name)) ?? [])
    .filter(({ command }) => !except?.test(command))
  const under = (pid: number): number[] => [
    pid,
    ...all.filter(({ parent }) => parent === pid).flatMap((child) => under(child.pid)),
  ]
  return under(root)
}

/**
 * Counts the CPU of processes from now on: what it gives tells the seconds, user and system, that those which still run have
 * used since, with all their threads.
 */
export function countCpu(pids: readonly number[]): () => number {
  const before = pids.flatMap((pid) => look(pid) ?? [])
  return () => before.reduce((sum, { pid, cpu }) => sum + Math.max(0, (look(pid)?.cpu ?? 0) - cpu), 0)
}

/** Resident memory of a process in bytes. */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kilobytes) * 1024
}

/** How many file descriptors a process has open. */
export function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

/** Of several processes the one with the most memory: of `npm start`, the one that serves. */
export function largest(pids: readonly number[]): number {
  const [first] = pids
    .flatMap((pid) => (look(pid) ? [{ pid, rss: residentMemory(pid) }] : []))
    .sort((a, b) => b.rss - a.rss)
  if (!first) throw new Error('The process has ended')
  return first.pid
}

/** Whether processes can be held to cores: two at least, and `taskset` (util-linux). */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0

/** What is measured has the first core to itself; whoever asks, and PostgreSQL, have the others. */
export const cores = {
  server: '0',
  others: availableParallelism() > 2 ? `1-${availableParallelism() - 1}` : '1',
  all: `0-${availableParallelism() - 1}`,
}

/** Holds processes, with their threads and all that they begin from now on, to some cores. */
export function pin(pids: readonly number[], to: keyof typeof cores): void {
  if (!canPin) return
  for (const pid of pids) {
    if (!look(pid)) continue
    try {
      execFileSync('taskset', ['-a', '-c', '-p', cores[to], String(pid)], { stdio: 'ignore' })
    } catch (cause) {
      // A child of PostgreSQL may end between the look and the pinning.
      if (look(pid)) throw cause
    }
  }
}

/**
 * The command line of whoever sends the load, on cores of its own and, where we may, ahead of PostgreSQL there: a generator
 * that waits for its core would time itself.
 */
export function asGenerator(command: string, args: readonly string[], to: keyof typeof cores): string[] {
  const first = process.getuid?.() === 0 ? ['nice', '-n', '-15'] : []
  const held = canPin ? ['taskset', '-c', cores[to]] : []
  return [...first, ...held, command, ...args]
}
