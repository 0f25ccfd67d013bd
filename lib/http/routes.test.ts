import { beforeAll, describe, expect, test } from 'vitest'
import { mountRoot, mounts } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { problem } from '#lib/contracts/problem.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { dialectOperations, dialects } from '#lib/dialects/registry.ts'
import { refusalIn, refusalType } from './testing/refusal.ts'
import { type Dispatch, dispatcher, methods, type RouteFile, routeFiles } from './testing/routes.ts'
import { quiet } from './testing/stage.ts'
import { answerOf, origin } from './testing/world.ts'

/** The only routes without operations: they answer what no other route has. next-auth's own is not loaded. */
const catchAlls = ['/api/{...path}', ...mounts.map((mount) => `${mountRoot}/${mount}/{...path}`)]

const all = [...operations, ...dialectOperations]

withDatabase()

let routes: RouteFile[]
let dispatch: Dispatch
beforeAll(async () => {
  quiet()
  routes = await routeFiles()
  dispatch = await dispatcher()
})

const ask = async (path: string, method: string) =>
  answerOf(await dispatch(new Request(`${origin}${path}`, { method })))

/** A gateway asks by whatever method its client used. */
const takenBy = (here: readonly Operation[]) =>
  here.some(({ gateway }) => gateway) ? methods : here.map(({ method }) => method)

const byPath = Map.groupBy(all, ({ path }) => path)

test('every operation has a route, and every route an operation', () => {
  expect(routes.map(({ path }) => path).sort()).toEqual([...byPath.keys(), ...catchAlls].sort())
})

test('an operation has an id that no other has, and one of a dialect is below its mount', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { id, mount, path } of operations) {
    expect(mount, id).toBeNull()
    expect(path.startsWith(`${mountRoot}/`), id).toBe(false)
  }
  for (const mount of mounts) {
    expect(dialects[mount].mount).toBe(mount)
    expect(dialects[mount].operations.length).toBeGreaterThan(3)
    for (const operation of dialects[mount].operations) {
      expect(operation.mount, operation.id).toBe(mount)
      expect(operation.id).toMatch(new RegExp(`^${mount}\\.[a-z][A-Za-z]+$`))
      expect(operation.path.startsWith(`${mountRoot}/${mount}/`), operation.id).toBe(true)
    }
  }
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
    const shape = { encoding: here[0]?.encoding ?? 'json', mount: here[0]?.mount ?? null, path }
    const address = path.replaceAll(/\{\w+\}/g, '0198c0de-0000-7000-8000-000000000000')

    test.each(taken)('answers %s', async (method) => {
      const answer = await ask(address, method)
      expect(answer.status).not.toBe(405)
      expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json; charset=utf-8$/)
      if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe(refusalType(shape))
      const maxAge = here.find((one) => one.method === method)?.maxAge ?? 0
      const kept = maxAge > 0 && answer.status === 200 ? `public, max-age=${maxAge}` : 'no-store'
      expect(answer.headers.get('cache-control')).toBe(kept)
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{1,64}$/)
    })

    test.each(methods.filter((method) => !taken.includes(method)))(
      'refuses %s and says what it takes',
      async (method) => {
        const answer = await ask(address, method)
        expect(answer.status).toBe(405)
        expect(answer.headers.get('content-type')).toBe(refusalType(shape))
        expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...taken].sort())
        const refusal = refusalIn(shape, answer)
        expect(refusal?.status, answer.text).toBe(shape.encoding === 'form' ? answer.status : 405)
        if (shape.mount === null)
          expect(refusal?.code).toBe(shape.encoding === 'form' ? 'invalid_request' : 'method_not_allowed')
      },
    )
  },
)

test.each(['/api', '/api/v1', '/api/v1/nowhere', '/api/v2/keys', '/api/v1/keys/a/b/c', '/api/v1/__proto__'])(
  '%s is nowhere, in the shape of every other problem',
  async (path) => {
    for (const method of methods) {
      const answer = await ask(path, method)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
      expect(problem.parse(answer.json).code).toBe('not_found')
    }
  },
)

describe.each(mounts)('what is nowhere below %s', (mount) => {
  const shape = { encoding: 'json', mount, path: '' } as const

  test.each(['', '/nowhere', '/api', '/api/v9/x', '/apikeys/a/b/c/d', '/__proto__', '/api/v1/keys/verify'])(
    '%j is a 404 in the vendor’s shape, whatever the method',
    async (path) => {
      for (const method of methods) {
        const answer = await ask(`${mountRoot}/${mount}${path}`, method)
        expect(answer.status).toBe(404)
        expect(answer.headers.get('content-type')).toBe(refusalType(shape))
        expect(answer.headers.get('cache-control')).toBe('no-store')
        expect(refusalIn(shape, answer)?.status, answer.text).toBe(404)
      }
    },
  )
})

test('what is below no mount is nowhere of ours', async () => {
  for (const path of [mountRoot, `${mountRoot}/stripe/v1`, `${mountRoot}/vertesia-livex/api/v1/apikeys`]) {
    const answer = await ask(path, 'GET')
    expect(answer.status).toBe(404)
    expect(problem.parse(answer.json).code).toBe('not_found')
  }
})
