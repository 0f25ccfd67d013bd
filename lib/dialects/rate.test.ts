import { beforeAll, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { refusalIn, refusalType } from '#lib/http/testing/refusal.ts'
import { credentialsOf, goodRequest, quiet, type Stage } from '#lib/http/testing/stage.ts'
import { dialectOperations } from './registry.ts'
import { setDialectStage } from './testing/stage.ts'

/* Requests to the dialects count against the same limit as those to the native contract, and are refused in the vendor's shape. */

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setDialectStage()
}, 120_000)

const reads = dialectOperations.filter(({ method }) => method === 'GET')

test.each(reads)('$id: a request over the limit is a 429 that says when to come again', async (operation) => {
  // Anew for each, so that nothing of the one before counts.
  quiet(1)
  const { params } = goodRequest(operation, stage)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
  const ask = () => stage.ask({ method: 'GET', path, ...credentialsOf(operation, stage) })
  expect((await ask()).status).toBe(200)
  const answer = await ask()
  expect(answer.status).toBe(429)
  expect(refusalIn(operation, answer)?.status, answer.text).toBe(429)
  expect(answer.headers.get('content-type')).toBe(refusalType(operation))
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/)
})
