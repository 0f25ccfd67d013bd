import { resolve } from 'node:path'
import { closeDatabase } from '#lib/db/client.ts'
import { joinCluster } from '#lib/db/cluster/join.ts'
import { migrate } from '#lib/db/migrate.ts'
import { type Env, env, forgetEnv } from '#lib/env.ts'
import type { OrderlyStop } from '#scripts/orderly-stop.ts'
import { settleSecrets } from '#scripts/secrets-file.ts'

/** What went wrong with a database, by PostgreSQL's and the system's codes, as the end of a sentence. */
const troubles: Record<string, string> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its host name cannot be looked up',
  ETIMEDOUT: 'it does not answer in time',
  '28P01': 'it refuses the password',
  '28000': 'it refuses the user',
  '3D000': 'there is no database of that name',
  '42501': 'the user may not make the tables',
}

function inSentence(error: unknown, url: string): Error {
  const { code = '', message } = error as { code?: string; message: string }
  const { hostname, port, pathname } = new URL(url)
  const trouble = troubles[code]
  // Of what we do not know the code, PostgreSQL's own words say more than ours could.
  return new Error(
    `The database ${pathname.slice(1)} at ${hostname}:${port || 5432} cannot be used: ${trouble ?? message}.`,
    { cause: error },
  )
}

async function prepareDatabase(url: string, say: (line: string) => void): Promise<void> {
  try {
    const applied = await migrate(url)
    if (applied.length) say(`Brought the database up to date: ${applied.join(', ')}.`)
  } catch (error) {
    throw inSentence(error, url)
  }
}

/**
 * Gets a process ready to use the database: checks the environment, finds or starts the embedded PostgreSQL unless
 * `DATABASE_URL` names another, settles the secrets and applies the migrations. The rest of the code then finds
 * everything in `env()`, `secrets()` and `database()`.
 *
 * @param options.mode what NODE_ENV becomes.
 * @throws Error and EnvironmentError with sentences for the person.
 */
export async function settle(options: {
  mode: 'development' | 'production'
  say: (line: string) => void
  stop: OrderlyStop
}): Promise<Env> {
  const { mode, say, stop } = options
  const given = env()
  const home = resolve(given.LATCHWORK_HOME)
  const embedded = !given.DATABASE_URL
  await settleSecrets(given, { home, embedded })

  let url = given.DIRECT_DATABASE_URL ?? given.DATABASE_URL
  if (!url) {
    const cluster = await joinCluster({ home })
    stop.add('database', () => cluster.leave())
    url = cluster.url
    process.env.DATABASE_URL = url
  }
  Object.assign(process.env, { LATCHWORK_HOME: home, NODE_ENV: mode, DIRECT_DATABASE_URL: url })
  forgetEnv()
  await prepareDatabase(url, say)
  stop.add('connections', async () => {
    if (globalThis.latchworkDatabase) await closeDatabase(globalThis.latchworkDatabase)
  })
  return env()
}
