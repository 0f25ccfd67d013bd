import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll } from 'vitest'
import { findCluster } from '#lib/db/cluster/join.ts'
import { serverPid } from '#lib/db/cluster/server.ts'
import { type Portal, startPortal } from '../../portal.ts'

/** The owner whom every portal of these tests begins with. */
export const owner = { email: 'owner@example.com', password: 'correct horse battery staple' }

const homes: string[] = []
const portals = new Set<Portal>()

/** Call once in a file: whatever it has started ends with it. */
export function cleanUp(): void {
  afterAll(async () => {
    await Promise.all([...portals].map((portal) => portal.stop('SIGKILL')))
    for (const home of homes) {
      await databaseEnded(home)
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 })
    }
  }, 60_000)
}

/** Waits for the database of a home, which ends by itself a moment after the last process that used it; 10 s at most. */
async function databaseEnded(home: string): Promise<void> {
  const runs = async () => (await findCluster(home)) !== undefined || (await serverPid(home)) !== undefined
  for (const until = Date.now() + 10_000; Date.now() < until && (await runs()); ) await sleep(50)
}

/** A home for portals: empty, and gone at the end of the file. */
export async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-system-'))
  homes.push(home)
  return home
}

/**
 * Starts a portal with an owner, on a port that it keeps from one start to the next, and with the contract's own rate limit
 * out of the way.
 */
export async function start(options: {
  home: string
  port: number
  environment?: Record<string, string>
}): Promise<Portal> {
  const portal = await startPortal({
    home: options.home,
    environment: {
      HOST: '127.0.0.1',
      PORT: String(options.port),
      LATCHWORK_URL: `http://127.0.0.1:${options.port}`,
      LATCHWORK_OWNER_EMAIL: owner.email,
      LATCHWORK_OWNER_PASSWORD: owner.password,
      LATCHWORK_API_RATE: '1000000000',
      ...options.environment,
    },
  })
  portals.add(portal)
  return portal
}
