import { expect, test } from 'vitest'
import { startWorkers } from '#scripts/workers.ts'

test('workers that end as soon as they have begun are given up, with a sentence', async () => {
  const workers = startWorkers({ count: 2, exec: 'testing/ends-at-once.ts' })
  let ready = false
  void workers.ready.then(() => {
    ready = true
  })
  const begun = performance.now()
  await expect(workers.failed).rejects.toThrow(
    'The processes that serve end as soon as they have begun: 5 in a row, the last with code 7.',
  )
  // Four pauses, each twice the one before.
  expect(performance.now() - begun).toBeGreaterThan(1_500)
  expect(ready).toBe(false)
  await workers.stop()
})

test('a place is filled again and again, until none of five in a row has stayed', async () => {
  const workers = startWorkers({ count: 1, exec: 'testing/comes-and-goes.ts' })
  await workers.ready
  await expect(workers.failed).rejects.toThrow('the last with code 0')
  await workers.stop()
})
