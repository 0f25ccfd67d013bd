import { expect, test } from 'vitest'
import { streamBody } from './stream.ts'
import { quiet } from './testing/stage.ts'

/** Pieces that tell what became of them. */
function pieces(count: number, failAt = Number.POSITIVE_INFINITY) {
  const told = { made: 0, ended: false }
  async function* chunks(): AsyncGenerator<string> {
    try {
      for (let at = 0; at < count; at += 1) {
        if (at === failAt) throw new Error('the database went away')
        told.made += 1
        yield `piece ${at}\n`
      }
    } finally {
      told.ended = true
    }
  }
  return { told, chunks: chunks() }
}

const requestId = 'r'
const turns = () => new Promise((resolve) => setTimeout(resolve, 30))

test('a body is made as fast as it is taken, and no faster', async () => {
  const { told, chunks } = pieces(1000)
  const reader = streamBody({ chunks }, { requestId }).getReader()
  await turns()
  expect(told.made).toBeLessThanOrEqual(2)
  for (let at = 0; at < 10; at += 1) await reader.read()
  await turns()
  expect(told.made).toBeLessThanOrEqual(12)
  await reader.cancel()
})

test('a reader who goes away ends the making', async () => {
  const { told, chunks } = pieces(1000)
  const reader = streamBody({ chunks }, { requestId }).getReader()
  await reader.read()
  await reader.cancel()
  expect(told.ended).toBe(true)
  expect(told.made).toBeLessThan(5)
})

test('a failure breaks the body off: it never ends as if it were whole', async () => {
  quiet()
  const { told, chunks } = pieces(10, 3)
  const read = new Response(streamBody({ chunks }, { requestId })).text()
  await expect(read).rejects.toThrow('the database went away')
  expect(told).toEqual({ made: 3, ended: true })
})

test('a reader who takes nothing for too long is let go, and is told by a body that is broken off', async () => {
  const { told, chunks } = pieces(1000)
  const reader = streamBody({ chunks }, { requestId, patience: 40 }).getReader()
  await reader.read()
  await expect.poll(() => told.ended, { timeout: 10_000 }).toBe(true)
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toThrow('took nothing')
})

test('a whole body is all of its pieces', async () => {
  const { chunks } = pieces(3)
  expect(await new Response(streamBody({ chunks }, { requestId })).text()).toBe('piece 0\npiece 1\npiece 2\n')
})
