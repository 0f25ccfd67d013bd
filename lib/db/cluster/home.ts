import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the home directory, closed to others; root's is passable, because the server's user must get to its data. */
export async function makeHome(home: string): Promise<void> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  await mkdir(dirname(home), { recursive: true })
  await mkdir(home, { mode }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
