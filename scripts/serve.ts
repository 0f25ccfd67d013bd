import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { EnvironmentError, env } from '#lib/env.ts'
import { startJobs } from '#lib/jobs/start.ts'
import { buildWhenStale } from '#scripts/build.ts'
import { startPath } from '#scripts/first-run.ts'
import { command, type OrderlyStop } from '#scripts/orderly-stop.ts'
import { serveHere } from '#scripts/serve-here.ts'
import { settle } from '#scripts/settle.ts'
import { startWorkers } from '#scripts/workers.ts'

/**
 * `npm start` and `npm run dev`: from an installed checkout to a portal that serves. What it says on the way goes to stderr;
 * the one line on stdout is the address.
 */

const dev = process.argv.includes('--dev')
/** Nothing to build: Next builds as it goes, or the image was built before. */
const isBuilt = dev || process.argv.includes('--built')
const say = (line: string) => void process.stderr.write(`${line}\n`)
const announce = process.stdout.write.bind(process.stdout)
// Next has things to say on stdout, which is ours.
process.stdout.write = process.stderr.write.bind(process.stderr)

/** Listens for an instant. Gives the port it got, or nothing where the port is taken. */
function probe(host: string, port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      done(error.code === 'EADDRINUSE' ? undefined : port),
    )
    server.listen({ host, port }, () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : port))
    })
  })
}

function taken(host: string, port: number): EnvironmentError {
  const again = dev ? 'npm run dev' : 'npm start'
  return new EnvironmentError([
    `Port ${port} on ${host} is taken. Stop what uses it, or choose another: PORT=${port + 1} ${again}`,
  ])
}

/** The port to serve on, looked at before anything slow; for two seconds, because a portal may just be stopping. */
async function choosePort(host: string, wanted: number): Promise<number> {
  for (let tries = 0; tries < 10; tries++) {
    const port = await probe(host, wanted)
    if (port !== undefined) return port
    await sleep(200)
  }
  throw taken(host, wanted)
}

async function serveFromWorkers(count: number, stop: OrderlyStop): Promise<void> {
  const workers = startWorkers({ count })
  stop.add('workers', workers.stop)
  await Promise.race([workers.ready, workers.failed])
  workers.failed.catch((error: Error) => {
    say(error.message)
    return stop.exit(1)
  })
}

await command(say, async (stop) => {
  const { HOST: host, PORT: wanted, LATCHWORK_ROLE: role, LATCHWORK_WORKERS } = env()
  const port = await choosePort(host, wanted)
  process.env.PORT = String(port)
  const mode = dev ? 'development' : 'production'
  // The gate serves no page, so it needs no build.
  await Promise.all([settle({ mode, say, stop }), isBuilt || role === 'gate' || buildWhenStale(say)])

  // Before whoever answers, and so stopped after them: nobody is answered while jobs take their leave.
  if (role !== 'gate') {
    const jobs = startJobs()
    stop.add('jobs', () => jobs.stop(10_000))
  }
  // Next's development server is one process.
  const count = dev ? 1 : LATCHWORK_WORKERS
  if (count > 1) await serveFromWorkers(count, stop)
  else
    await serveHere({ host, port, dev, stop }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? taken(host, port) : error
    })
  const path = role === 'gate' ? '/' : await startPath()
  announce(`Latchwork is ready: ${new URL(path, env().LATCHWORK_URL).href}\n`)
})
