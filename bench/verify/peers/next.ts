import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import createNext from 'next'

/**
 * An empty route handler in the Next that the server uses, behind a `node:http` server that hands everything over. What
 * server.ts does before Next (screening, ids, headers) and what `endpoint` does within (authentication, parsing) is not in
 * it: so it is the least that an answer through Next can cost.
 */

process.env.NEXT_TELEMETRY_DISABLED = '1'
const server = createServer()
server.keepAliveTimeout = 65_000
server.listen(0, 'localhost', async () => {
  const { port } = server.address() as AddressInfo
  const next = createNext({
    dev: false,
    dir: join(import.meta.dirname, 'empty-next'),
    hostname: 'localhost',
    port,
  })
  const say = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  await next.prepare()
  server.on('request', next.getRequestHandler())
  say(`${port}\n`)
})
