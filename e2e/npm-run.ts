import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import type { Portal } from './portal.ts'

/** Runs a command of package.json against a portal that runs, and gives what it has said. */
export async function npmRun({ home }: Portal, ...args: string[]): Promise<string> {
  const { PATH = '', HOME = '', NODE_ENV } = process.env
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', ...args], {
    cwd: resolve(import.meta.dirname, '..'),
    env: { PATH, HOME, NODE_ENV, LATCHWORK_HOME: home },
  })
  return stdout
}

/** Runs a statement in a portal's database, for what only time would bring about. */
export async function inDatabase(portal: Portal, statement: string, values: unknown[] = []): Promise<void> {
  const database = new Client({ connectionString: (await npmRun(portal, 'db:url')).trim() })
  await database.connect()
  try {
    await database.query(statement, values)
  } finally {
    await database.end()
  }
}
