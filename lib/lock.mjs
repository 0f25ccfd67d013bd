import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Plain JavaScript, because the first script of `npm start` needs it before anything is installed.
//
// A lock that a `kill -9` cannot leave behind. Each holder makes the file `<name>.<n>.lock`, n one higher than any
// before, with its process id and start time inside. The highest file decides, and is stale once its process is dead.
// Nobody removes the highest file: two processes that both see it stale then try to make the same next one, and the
// file system lets only one of them.

export function processStart(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie holds nothing any more, though its number is still taken.
      return state === 'Z' || state === 'X' ? '' : rest[18]
    }
    if (process.platform === 'win32') return 'running'
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

export function isAlive(pid, started) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  const now = processStart(pid)
  return now !== '' && now === started
}

function highest(folder, name) {
  let top = 0
  for (const file of readdirSync(folder)) {
    const match = file.startsWith(`${name}.`) && /^(\d+)\.lock$/.exec(file.slice(name.length + 1))
    if (match) top = Math.max(top, Number(match[1]))
  }
  return top
}

function holder(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Gives a lock, or the process id of whoever has it. */
function attempt(folder, name) {
  mkdirSync(folder, { recursive: true })
  const path = (n) => join(folder, `${name}.${n}.lock`)
  const draft = join(folder, `${name}.${process.pid}.${Math.random().toString(36).slice(2)}.draft`)
  try {
    for (;;) {
      const top = highest(folder, name)
      const owner = top > 0 ? holder(path(top)) : undefined
      if (owner?.pid && isAlive(owner.pid, owner.started)) return owner.pid
      writeFileSync(draft, JSON.stringify({ pid: process.pid, started: processStart(process.pid) }))
      try {
        linkSync(draft, path(top + 1))
      } catch (error) {
        if (error.code === 'EEXIST') continue
        throw error
      }
      // Someone may have gone further between the look and the link, and swept the number we took.
      if (highest(folder, name) > top + 1) {
        rmSync(path(top + 1), { force: true })
        continue
      }
      for (let n = top; n > 0 && n > top - 8; n--) rmSync(path(n), { force: true })
      return {
        release() {
          writeFileSync(draft, '{}')
          linkSync(draft, path(top + 2))
          rmSync(draft, { force: true })
          rmSync(path(top + 1), { force: true })
        },
      }
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

export function tryLock(folder, name) {
  const got = attempt(folder, name)
  return typeof got === 'number' ? undefined : got
}

export async function lock(folder, name, onWait) {
  for (let told = false; ; told = true) {
    const got = attempt(folder, name)
    if (typeof got !== 'number') return got
    if (!told) onWait?.(got)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
