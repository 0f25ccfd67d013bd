import { PrismaPg } from '@prisma/adapter-pg'
import { type ClientBase, Pool, type PoolConfig } from 'pg'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { EnvironmentError, env } from '#lib/env.ts'
import { log } from '#lib/log.ts'

/** The process's way to the database: Prisma for records, the same pool beneath it for SQL of our own. */
export interface Database {
  prisma: PrismaClient
  pool: Pool
}

export interface DatabaseOptions {
  /** A PostgreSQL URL. */
  url: string
  /** The most connections held at a time. */
  connections: number
  /** Milliseconds that a connection or a query may take, where less than usual. */
  patience?: number
  /** SQL that each new connection begins with. */
  setUp?: string
}

/** Milliseconds. Each bounds a wait that would otherwise have no end, so that trouble in the database ends as a 503. */
const limits = {
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 15_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 15_000,
  // A little more than the server's own, which gives the clearer error.
  query_timeout: 20_000,
} satisfies PoolConfig

/** A pool with every wait bounded, whose broken connections are logged instead of ending the process. */
export function makePool({ url, connections, patience, setUp }: DatabaseOptions): Pool {
  const pool = new Pool({
    ...limits,
    ...(patience && {
      connectionTimeoutMillis: patience,
      statement_timeout: patience,
      query_timeout: patience,
    }),
    ...(setUp && { onConnect: (client: ClientBase) => client.query(setUp).then(() => {}) }),
    connectionString: url,
    max: connections,
    keepAlive: true,
    application_name: 'latchwork',
  })
  // pg emits 'error' for an idle connection that breaks, and an 'error' nobody listens to ends the process.
  // While the pool is being closed that is only the server being quicker.
  pool.on('error', (err) => pool.ending || log.warn({ err }, 'an idle database connection broke'))
  return pool
}

/** Opens the database; nothing connects before the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = makePool(options)
  // A connection that breaks while a transaction holds it is not the pool's to report.
  const onConnectionError = (error: Error) => log.warn({ err: error }, 'a database connection in use broke')
  const adapter = new PrismaPg(pool, { onConnectionError })
  const prisma = new PrismaClient({ adapter, errorFormat: 'minimal' })
  return { prisma, pool }
}

/** Closes what `openDatabase` opened, once what is in flight has finished. */
export async function closeDatabase({ prisma, pool }: Database): Promise<void> {
  await prisma.$disconnect()
  if (!pool.ended && !pool.ending) await pool.end()
}

// Next bundles a copy of this module of its own, beside the one server.ts loads; the slot makes them share one pool.
declare global {
  var latchworkDatabase: Database | undefined
}

/**
 * The database of this process, opened at the first call.
 *
 * @throws EnvironmentError when no DATABASE_URL is set.
 */
export function database(): Database {
  if (!globalThis.latchworkDatabase) {
    const { DATABASE_URL: url, LATCHWORK_POOL: connections } = env()
    if (!url)
      throw new EnvironmentError(['DATABASE_URL is missing: set it to a PostgreSQL URL, or use npm start.'])
    globalThis.latchworkDatabase = openDatabase({ url, connections })
  }
  return globalThis.latchworkDatabase
}
