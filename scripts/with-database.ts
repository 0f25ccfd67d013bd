import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { command } from '#scripts/orderly-stop.ts'
import { settle } from '#scripts/settle.ts'

/**
 * Runs another script with the database, the secrets and the environment that `npm start` would have: the running
 * embedded database, one started for the purpose, or `DATABASE_URL`.
 *
 *     node scripts/with-database.ts scripts/seed.ts
 *
 * The script does its work at its top level, or in a function that it exports as default.
 */

const [path = '', ...rest] = process.argv.slice(2)
const say = (line: string) => void process.stderr.write(`${line}\n`)

await command(say, async (stop) => {
  await settle({ mode: 'production', say, stop })
  process.argv = [process.argv[0] ?? '', path, ...rest]
  const script = (await import(pathToFileURL(resolve(path)).href)) as { default?: () => Promise<unknown> }
  await script.default?.()
  await stop.exit(0)
})
