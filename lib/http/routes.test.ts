import { beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { problem } from '#lib/contracts/problem.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { refusalIn, refusalType } from './testing/refusal.ts'
import { type Dispatch, dispatcher, methods, type RouteFile, routeFiles } from './testing/routes.ts'
import { quiet } from './testing/stage.ts'
import { answerOf, origin } from './testing/world.ts'

/** The only route without operations: it answers what no other route has. next-auth's own is not loaded. */
const catchAll = '/api/{...path}'

withDatabase()

let routes: RouteFile[]
let dispatch: Dispatch
beforeAll(async () => {
  quiet()
  routes = await routeFiles()
  dispatch = await dispatcher()
})

/** A gateway asks by whatever method its client used. */
const takenBy = (here: readonly Operation[]) =>
  here.some(({ gateway }) => gateway) ? methods : here.map(({ method }) => method)

const byPath = Map.groupBy(operations, ({ path }) => path)

test('every operation has a route, and every route an operation', () => {
  expect(routes.map(({ path }) => path).sort()).toEqual([...byPath.keys(), catchAll].sort())
})

test('a route file exports the methods of HTTP and nothing else', () => {
  const gateways = operations.filter(({ gateway }) => gateway).map(({ path }) => path)
  for (const { path, file, handlers } of routes) {
    // Next would answer OPTIONS with a yes of its own; see `everyMethod`.
    const here = gateways.includes(path) ? [...methods, 'HEAD', 'OPTIONS'] : methods
    expect(Object.keys(handlers).sort(), file).toEqual([...here].sort())
  }
})

describe.each([...byPath].map(([path, here]) => ({ path, here, taken: takenBy(here) })))(
  '$path',
  ({ path, here, taken }) => {
    const shape = { encoding: here[0]?.encoding ?? 'json' }
    const address = `${origin}${path.replaceAll(/\{\w+\}/g, '0198c0de-0000-7000-8000-000000000000')}`

    test.each(taken)('answers %s', async (method) => {
      const answer = await answerOf(await dispatch(new Request(address, { method })))
      expect(answer.status).not.toBe(405)
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json; charset=utf-8$/)
      const maxAge = here.find((one) => one.method === method)?.maxAge ?? 0
      const kept = maxAge > 0 && answer.status === 200 ? `public, max-age=${maxAge}` : 'no-store'
      expect(answer.headers.get('cache-control')).toBe(kept)
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{1,64}$/)
    })

    test.each(methods.filter((method) => !taken.includes(method)))(
      'refuses %s and says what it takes',
      async (method) => {
        const answer = await answerOf(await dispatch(new Request(address, { method })))
        expect(answer.status).toBe(405)
        expect(answer.headers.get('content-type')).toBe(refusalType(shape))
        expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...taken].sort())
        const code = shape.encoding === 'form' ? 'invalid_request' : 'method_not_allowed'
        expect(refusalIn(shape, answer)?.code).toBe(code)
      },
    )
  },
)

test.each(['/api', '/api/v1', '/api/v1/nowhere', '/api/v2/keys', '/api/v1/keys/a/b/c', '/api/v1/__proto__'])(
  '%s is nowhere, in the shape of every other problem',
  async (path) => {
    for (const method of methods) {
      const answer = await answerOf(await dispatch(new Request(`${origin}${path}`, { method })))
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(problem.parse(answer.json).code).toBe('not_found')
    }
  },
)
