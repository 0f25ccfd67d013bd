import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeCache } from './cache.ts'
import type { KeyRecord } from './record.ts'

/* What a node remembers, beside the plainest thing that could do the same. */

type Subject = Pick<KeyRecord, 'id' | 'projectId' | 'organizationId' | 'staleSeconds'> & {
  owner: { id: string }
}

/** A list, the longest unused first. */
function plainCache(max: number) {
  let entries: { name: string; record: KeyRecord }[] = []
  const without = (name: string) => entries.filter((entry) => entry.name !== name)
  return {
    get(name: string) {
      const found = entries.find((entry) => entry.name === name)
      if (found) entries = [...without(name), found]
      return found?.record
    },
    put(name: string, record: KeyRecord) {
      entries = [...without(name), { name, record }].slice(-max)
    },
    drop(scopes: readonly string[]) {
      entries = entries.filter(({ record }) => !scopes.some((scope) => namesOf(record).includes(scope)))
    },
    clear() {
      entries = []
    },
    lenient: () =>
      new Map(
        entries.flatMap(({ name, record }) => (record.staleSeconds > 0 ? [[name, record] as const] : [])),
      ),
  }
}

const namesOf = ({ id, owner, projectId, organizationId }: KeyRecord) => [
  `key:${id}`,
  `owner:${owner.id}`,
  `project:${projectId}`,
  `organization:${organizationId}`,
]

const few = (prefix: string, most: number) => fc.integer({ min: 0, max: most }).map((n) => `${prefix}${n}`)
const record = fc
  .record({
    id: few('k', 4),
    projectId: few('p', 2),
    organizationId: few('o', 1),
    staleSeconds: fc.constantFrom(0, 0, 30),
    owner: fc.record({ id: few('u', 2) }),
  })
  .map((subject: Subject) => subject as KeyRecord)
const name = few('n', 9)
const scope = fc.oneof(
  few('key:k', 4),
  few('owner:u', 2),
  few('project:p', 2),
  few('organization:o', 1),
  fc.constant('key:nobody'),
)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), name, record }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('get' as const), name }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('drop' as const), scopes: fc.array(scope, { maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
)

/** What is dropped by a mark stays in its place until it is asked for; a cache with room for all is the same as without. */
function run(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[], max: number): void {
  const real = makeCache(max)
  const plain = plainCache(max)
  for (const one of steps) {
    if (one.do === 'put') {
      real.put(one.name, one.record)
      plain.put(one.name, one.record)
    } else if (one.do === 'get') expect(real.get(one.name)).toBe(plain.get(one.name))
    else if (one.do === 'drop') {
      real.drop(one.scopes)
      plain.drop(one.scopes)
    } else {
      real.clear()
      plain.clear()
    }
    expect(real.size).toBeLessThanOrEqual(max)
    expect(real.lenient()).toEqual(plain.lenient())
  }
}

test('what is remembered is what was put and neither dropped nor cleared, under each name that it was put under', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => run(steps, 10)),
    { numRuns: 3_000 },
  )
})

test('of more than there is room for, the longest unused is forgotten', () => {
  const one = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('put' as const), name, record }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('get' as const), name }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('drop' as const), scopes: fc.array(few('key:k', 4)) }),
    },
  )
  fc.assert(fc.property(fc.array(one, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), run), {
    numRuns: 3_000,
  })
})

test('so many drops by project, owner or organization that they cannot all be kept apart forget everything', () => {
  const cache = makeCache(10)
  const put = (at: string) =>
    cache.put(at, {
      id: at,
      projectId: at,
      organizationId: 'o',
      staleSeconds: 0,
      owner: { id: at },
    } as KeyRecord)
  put('before')
  for (let at = 0; at <= 10_000; at += 1) cache.drop([`project:${at}`])
  expect(cache.get('before')).toBeUndefined()
  put('after')
  expect(cache.get('after')?.id).toBe('after')
  cache.drop(['project:after'])
  expect(cache.get('after')).toBeUndefined()
})

test('a cache without room remembers nothing', () => {
  const cache = makeCache(0)
  cache.put('n', { id: 'k', staleSeconds: 0 } as KeyRecord)
  expect(cache.get('n')).toBeUndefined()
  expect(cache.size).toBe(0)
})
