import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { env, forgetEnv } from '#lib/env.ts'
import { type Listening, openListening } from './listen.ts'
import { withDatabase } from './testing.ts'

withDatabase()

let close = () => {}
afterEach(() => close())

/** A way to the database that can be made to swallow all that is sent. */
async function leakyLine(): Promise<{ url: string; swallow: () => void }> {
  const target = new URL(env().DATABASE_URL ?? '')
  const { port, hostname } = target
  let swallows = false
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const database = connect(Number(port), hostname)
    sockets.push(client, database)
    for (const socket of [client, database]) socket.on('error', () => {})
    client.on('data', (piece) => swallows || database.write(piece))
    database.on('data', (piece) => swallows || client.write(piece))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  close = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  const address = server.address()
  target.port = String(typeof address === 'object' ? address?.port : 0)
  return {
    url: target.href,
    swallow: () => {
      swallows = true
    },
  }
}

test('questions at once are asked one after another, and a failed one stands in nobody’s way', async () => {
  const listening = await openListening(
    'listen_test',
    () => {},
    () => {},
  )
  const answers = await Promise.allSettled([
    listening.query('select 1 as n'),
    listening.query('select nonsense'),
    listening.query('select 2 as n'),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await listening.close()
})

test('a connection on which nothing comes back any more is cut, and its loss told', async () => {
  const { url, swallow } = await leakyLine()
  process.env.DIRECT_DATABASE_URL = url
  forgetEnv()
  let lost: () => void = () => {}
  const told = new Promise<void>((done) => {
    lost = done
  })
  let listening: Listening
  try {
    listening = await openListening('listen_test', () => {}, lost)
  } finally {
    delete process.env.DIRECT_DATABASE_URL
    forgetEnv()
  }
  swallow()
  await expect(listening.query('select 1')).rejects.toThrow(/timeout/i)
  await told
})
