import { randomUUID } from 'node:crypto'
import { Client, escapeIdentifier } from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { closeDatabase, database } from '#lib/db/client.ts'
import { forgetEnv } from '#lib/env.ts'
import { runShutdownHooks } from '#lib/shutdown.ts'

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('cluster') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** An empty, migrated database, cloned from the template. */
export interface TestDatabase {
  /** Its URL, as a superuser. */
  url: string
  /** Removes it, whoever is still connected. */
  drop(): Promise<void>
}

/** Clones the template, for a test that wants a second database or an instance of its own. */
export async function cloneDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(
    `create database ${escapeIdentifier(name)} template ${escapeIdentifier(inject('template'))}`,
  )
  const url = new URL(inject('cluster'))
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => administer(`drop database if exists ${escapeIdentifier(name)} with (force)`),
  }
}

/**
 * Gives this test file a real PostgreSQL database of its own, empty and migrated. Call it once, at the top of the file
 * or of a `describe`; from then on `database()` is that database, and every verb works on it. It is gone at the end.
 *
 * ```ts
 * withDatabase()
 * test('a revoked key is refused', async () => { const { prisma } = database(); … })
 * ```
 */
export function withDatabase(): void {
  let clone: TestDatabase | undefined
  beforeAll(async () => {
    clone = await cloneDatabase()
    process.env.DATABASE_URL = clone.url
    forgetEnv()
  })
  afterAll(async () => {
    // What the code under test keeps open for as long as a process lives.
    await runShutdownHooks(5_000)
    if (globalThis.latchworkDatabase) await closeDatabase(database())
    globalThis.latchworkDatabase = undefined
    delete process.env.DATABASE_URL
    forgetEnv()
    await clone?.drop()
  })
}
