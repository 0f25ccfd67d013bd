import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { notice } from '#lib/core/webhooks/testing.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { deliveriesOf, makeEndpoint } from '#lib/jobs/webhooks/testing/endpoints.ts'
import { withScene } from '#lib/jobs/webhooks/testing/scene.ts'
import { verifySnippets } from './verify-snippets.ts'

withDatabase()
const scene = withScene()

const ending: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const end of ending.splice(0)) await end()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Runs the example for Node as a person who copied it would. */
async function runExample(secret: string, port: number): Promise<{ printed: () => string }> {
  const code = verifySnippets.find(({ name }) => name === 'Node')?.code ?? ''
  // Beside our own packages, so that it finds the library as if it had been installed.
  const file = join(import.meta.dirname, `.example-${process.pid}-${port}.mjs`)
  await writeFile(file, code)
  ending.push(() => rm(file))
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  ending.push(() => child.kill())
  let printed = ''
  child.stdout.on('data', (part: Buffer) => {
    printed += part.toString()
  })
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/`).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(400)
  return { printed: () => printed }
}

test('the example for Node takes what Latchwork signs, and refuses everything else', {
  timeout: 90_000,
}, async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const right = await makeEndpoint(scene.tenant().owner, { url })
  const wrong = await makeEndpoint(scene.tenant().owner, { url })
  const { printed } = await runExample(right.secret, port)
  const id = await notice(scene.tenant().owner, { type: 'key.created', data: { name: 'Checkout é' } })
  await scene.deliver()
  const answers = async ({ id }: { id: string }) =>
    (await deliveriesOf(id)).flatMap(({ log }) => log.map(({ status }) => status))
  expect(await answers(right)).toEqual([204])
  expect(await answers(wrong)).toEqual([400])
  await expect.poll(printed, { timeout: 10_000 }).toBe(`${id} key.created { name: 'Checkout é' }\n`)
})
