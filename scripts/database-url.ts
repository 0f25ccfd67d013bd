import { findCluster } from '#lib/db/cluster/join.ts'
import { env } from '#lib/env.ts'
import { command } from '#scripts/orderly-stop.ts'

/** `npm run db:url`: the URL of the database in use, for psql, a backup or another instance. */

const say = (line: string) => void process.stderr.write(`${line}\n`)

await command(say, async (stop) => {
  const { DATABASE_URL, LATCHWORK_HOME } = env()
  const url = DATABASE_URL ?? (await findCluster(LATCHWORK_HOME))?.url
  if (!url) {
    throw new Error(
      `No embedded database runs under ${LATCHWORK_HOME}. Start one with npm start, or set LATCHWORK_HOME or DATABASE_URL to the one you mean.`,
    )
  }
  process.stdout.write(`${url}\n`)
  await stop.exit(0)
})
