import { readdirSync, readFileSync } from 'node:fs'
import type { Client } from 'pg'

/** What a piece of work cost: PostgreSQL, this process, and everyone who waited for its event loop. */
export interface Cost {
  ms: number
  /** Bytes of write-ahead log. */
  wal: number
  /** Milliseconds of CPU of PostgreSQL's processes; null where the system does not tell (anything but Linux). */
  postgres: number | null
  /** Milliseconds of CPU of this process. */
  process: number
}

/** Runs `work` and says what it cost. `client` is idle meanwhile. */
export async function costOf(client: Client, work: () => Promise<unknown>): Promise<Cost> {
  const postmaster = await postmasterOf(client)
  const wal = await position(client)
  const [cpu, began] = [process.cpuUsage(), performance.now()]
  const server = cpuOfChildren(postmaster)
  await work()
  const ms = performance.now() - began
  const used = process.cpuUsage(cpu)
  const after = cpuOfChildren(postmaster)
  return {
    ms,
    wal: (await position(client)) - wal,
    postgres: server === null || after === null ? null : after - server,
    process: (used.user + used.system) / 1000,
  }
}

async function position(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes`,
  )
  return Number(rows[0]?.bytes)
}

async function postmasterOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return statOf(rows[0]?.pid ?? 0)?.parent ?? 0
}

/** A clock tick of Linux's accounting is a hundredth of a second, whatever the kernel's own. */
const tick = 10

function statOf(pid: number): { parent: number; cpu: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in parentheses and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) * tick }
  } catch {
    return null
  }
}

function cpuOfChildren(postmaster: number): number | null {
  if (postmaster === 0) return null
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .reduce((sum, stat) => sum + (stat?.parent === postmaster ? stat.cpu : 0), 0)
}
