import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeHome } from '#lib/db/cluster/home.ts'
import { EnvironmentError } from '#lib/env.ts'
import { parseSecrets, type SecretSource } from '#lib/secrets.ts'

type Generated = Required<Omit<SecretSource, 'LATCHWORK_PEPPER_RETIRED'>>

/** New secrets: 32 random bytes for the session key, and as many for the pepper. */
export function generateSecrets(): Generated {
  return {
    NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
    LATCHWORK_PEPPER: `1:${randomBytes(32).toString('base64url')}`,
  }
}

/**
 * The secrets of a home, made at the first call. The file appears whole or not at all, and of two processes that make
 * it at once one wins: a link, unlike a rename, never replaces.
 */
export async function secretsFile(home: string): Promise<SecretSource> {
  const path = join(home, 'secrets.json')
  const read = () => readFile(path, 'utf8').catch(() => undefined)
  const there = await read()
  if (there !== undefined) return JSON.parse(there) as SecretSource
  await makeHome(home)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(generateSecrets(), null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  return JSON.parse((await read()) ?? '{}') as SecretSource
}

/**
 * Settles where this process's secrets come from, and leaves them in `process.env`: those a person has set, the rest
 * from the home's file. In production on a database of one's own all must be set, since a secret that lies on one
 * machine alone would make a second instance refuse every key.
 *
 * @param given the environment as the person set it.
 * @throws EnvironmentError with a sentence for each secret that is missing or weak.
 */
export async function settleSecrets(
  given: SecretSource & { NODE_ENV?: string | undefined },
  options: { home: string; embedded: boolean },
): Promise<void> {
  const mustBeGiven = given.NODE_ENV === 'production' && !options.embedded
  const names = ['NEXTAUTH_SECRET', 'LATCHWORK_PEPPER'] as const
  if (!mustBeGiven && names.some((name) => !given[name])) {
    const kept = await secretsFile(options.home)
    for (const name of names) if (!given[name]) process.env[name] = kept[name]
    // A retired pepper belongs to the current one: the file's never joins a person's.
    if (!given.LATCHWORK_PEPPER && kept.LATCHWORK_PEPPER_RETIRED) {
      process.env.LATCHWORK_PEPPER_RETIRED ??= kept.LATCHWORK_PEPPER_RETIRED
    }
  }
  try {
    parseSecrets(process.env)
  } catch (error) {
    if (!(error instanceof EnvironmentError) || mustBeGiven) throw error
    throw new EnvironmentError(
      error.sentences.map((line) => `${line} (It may come from ${options.home}/secrets.json.)`),
    )
  }
}
