// The first thing `npm start` and `npm test` run, on whatever Node the machine has, before anything is installed. It
// installs what is missing and goes on under the Node that the project pins. Plain JavaScript with nothing imported
// but Node's own and one file of ours.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const leastNode = 20
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [script, ...args] = process.argv.slice(2)

function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

if (Number.parseInt(process.versions.node, 10) < leastNode) {
  stop(`Latchwork needs Node.js ${leastNode} or newer to start; this is ${process.versions.node}.`)
}
process.chdir(root)

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of it. npm takes that record away before it
 * begins and writes it last of all, so an installation that was cut short has none.
 */
function isInstalled() {
  try {
    const packages = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages
    const there = packages('node_modules/.package-lock.json')
    const wanted = Object.entries(packages('package-lock.json')).filter(
      ([path, entry]) => path && !entry.optional,
    )
    return wanted.every(([path, { version }]) => there[path]?.version === version)
  } catch {
    return false
  }
}

async function install() {
  const { lock } = await import('../lib/lock.mjs')
  const held = await lock(join(root, '.latchwork', 'locks'), 'install', () =>
    process.stderr.write('Another process is installing; waiting for it…\n'),
  )
  try {
    if (isInstalled()) return
    process.stderr.write('Installing dependencies (once, about a minute)…\n')
    const npm = process.env.npm_execpath
    const [command, before] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
    const options = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const run = spawnSync(command, [...before, ...options], {
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32' && command === 'npm',
    })
    if (run.status !== 0) stop('The dependencies could not be installed; npm says why above.')
  } finally {
    held.release()
  }
}

if (!isInstalled()) await install()

const runtime = ['node', 'node.exe'].map((name) => join(root, 'node_modules/node/bin', name)).find(existsSync)
if (!runtime) stop('The pinned Node.js is missing from node_modules. Remove node_modules and start again.')

if (realpathSync(process.execPath) === realpathSync(runtime)) {
  process.argv = [process.execPath, script, ...args]
  // What Node compiles is kept from one start to the next: a third of the work of a start goes into it.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache?.(join(root, '.latchwork', 'compiled'))
  const { generate } = await import('./generate.ts')
  generate()
  await import(pathToFileURL(join(root, script)).href)
} else {
  const bin = join(root, 'node_modules/.bin')
  const separator = process.platform === 'win32' ? ';' : ':'
  const env = {
    ...process.env,
    PATH: `${bin}${separator}${process.env.PATH}`,
    LATCHWORK_LAUNCHER: String(process.pid),
  }
  const child = spawn(runtime, [join(root, 'scripts/bootstrap.mjs'), script, ...args], {
    stdio: 'inherit',
    env,
  })
  // When npm is killed outright it takes nobody with it; the child watches us in the same way.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill(), 250).unref()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 1)
  })
}
