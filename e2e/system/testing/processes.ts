import { readdir, readFile, readlink } from 'node:fs/promises'

/** Looks at processes from outside, as an operator does; Linux's /proc. */

/** The process ids of a primary's workers. */
export async function workersOf(primary: number): Promise<number[]> {
  const children = await readFile(`/proc/${primary}/task/${primary}/children`, 'utf8')
  const pids = children.trim().split(' ').filter(Boolean).map(Number)
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, i) => lines[i]?.includes('scripts/worker.ts'))
}

/** How many connections to a port a process has accepted and holds. */
export async function connectionsOf(pid: number, port: number): Promise<number> {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const established = '01'
  const table = (await readFile(`/proc/${pid}/net/tcp`, 'utf8'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const ours = table.filter((row) => row[1]?.endsWith(local) && row[3] === established)
  const inodes = new Set(ours.map((row) => `socket:[${row[9]}]`))
  const files = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => '')))
  return links.filter((link) => inodes.has(link)).length
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
