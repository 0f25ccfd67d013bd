import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { onShutdown, runShutdownHooks } from '#lib/shutdown.ts'

test('hooks run one after another, the last registered first', async () => {
  const order: string[] = []
  onShutdown('first', async () => {
    order.push('first')
  })
  onShutdown('second', async () => {
    await sleep(20)
    order.push('second')
  })
  await runShutdownHooks(1_000)
  expect(order).toEqual(['second', 'first'])
})

test('a hook that fails or hangs keeps none from running', async () => {
  let ran = false
  onShutdown('last', async () => {
    ran = true
  })
  onShutdown('hangs', () => new Promise(() => {}))
  onShutdown('fails', async () => {
    throw new Error('no')
  })
  await runShutdownHooks(50)
  expect(ran).toBe(true)
})
