import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Who the database server runs as. PostgreSQL refuses to be root, so where we are root (a container, a bare machine)
 * it runs as the system's postgres user, or one made for it.
 */
export interface Account {
  uid: number
  gid: number
  /** What to put before the command where the user cannot reach the files of root; empty where it can. */
  prefix: readonly string[]
}

const capabilities = [
  // Enough to pass through directories; preferred, because it cannot write.
  { name: 'dac_read_search', bit: 2n },
  { name: 'dac_override', bit: 1n },
]

function lookUp(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

function make(name: string): { uid: number; gid: number } | undefined {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ]
  for (const [command, args] of attempts) {
    try {
      execFileSync(command, args, { stdio: 'ignore' })
    } catch {
      // The next one, or the sentence below.
    }
    const made = lookUp(name)
    if (made) return made
  }
  return undefined
}

/** Whether a user may pass through every directory above `path`. */
function canReach(path: string, who: { uid: number; gid: number }): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = statSync(folder)
    const bit = uid === who.uid ? 0o100 : gid === who.gid ? 0o010 : 0o001
    if (!(mode & bit)) return false
    if (folder === dirname(folder)) return true
  }
}

/**
 * The account for a server that works on `paths`; undefined where we are not root and it can run as we do.
 *
 * @throws Error with a sentence for the person when root can neither find nor make one that works.
 */
export function serverAccount(paths: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const who = lookUp('postgres') ?? lookUp('latchwork-db') ?? make('latchwork-db')
  if (!who) {
    throw new Error(
      'PostgreSQL does not run as root, and no user could be made for it. Start as another user, or set DATABASE_URL.',
    )
  }
  if (paths.every((path) => canReach(path, who))) return { ...who, prefix: [] }
  const bounding = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  const capability = capabilities.find(({ bit }) => BigInt(`0x${bounding}`) & (1n << bit))
  if (!capability) {
    throw new Error(
      `PostgreSQL does not run as root, and user ${who.uid} cannot reach ${paths[0]}. Move the project or LATCHWORK_HOME out of root's own directory, or start as another user.`,
    )
  }
  const { name } = capability
  const ids = [`--reuid=${who.uid}`, `--regid=${who.gid}`, '--clear-groups']
  return { ...who, prefix: ['setpriv', ...ids, `--inh-caps=+${name}`, `--ambient-caps=+${name}`] }
}
