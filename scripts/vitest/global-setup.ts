import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { joinCluster } from '#lib/db/cluster/join.ts'
import { migrate } from '#lib/db/migrate.ts'
import { generateSecrets } from '#scripts/secrets-file.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's URL of the test cluster. */
    cluster: string
    /** Database to clone: migrated and empty. */
    template: string
    secrets: Record<string, string>
    home: string
  }
}

/**
 * Once before all tests: a PostgreSQL of our own in a temporary directory, and in it a migrated, empty database which
 * each test file clones (`withDatabase` in lib/db/testing.ts). It stops with the last process that uses it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'latchwork-test-'))
  const cluster = await joinCluster({ home, durable: false })
  const template = new URL(cluster.adminUrl)
  template.pathname = '/template_latchwork'
  const client = new Client({ connectionString: cluster.adminUrl })
  await client.connect()
  await client.query('create database template_latchwork')
  await client.end()
  await migrate(template.href)
  project.provide('cluster', cluster.adminUrl)
  project.provide('template', 'template_latchwork')
  project.provide('secrets', generateSecrets())
  project.provide('home', home)
  return async () => {
    await cluster.leave()
    await rm(home, { recursive: true, force: true })
  }
}
