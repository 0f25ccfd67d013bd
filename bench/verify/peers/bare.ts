import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * The floor: a bare `node:http` server that reads the body, parses it and writes an answer of the gate's size, and does
 * nothing else. Whatever verification costs, it costs on top of this.
 */

const answer = JSON.parse(process.env.BENCH_ANSWER ?? '') as { key: { name: string } }

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { key } = JSON.parse(Buffer.concat(chunks).toString()) as { key: unknown }
    const text = JSON.stringify(typeof key === 'string' ? answer : { valid: false })
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
      .end(text)
  })
})

server.keepAliveTimeout = 65_000
server.listen(0, 'localhost', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
