import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { type Caller, expected, type Target } from './model.ts'
import { refusalIn, refusalType } from './refusal.ts'
import { fieldsOf } from './schema.ts'
import { credentialsOf, goodRequest, idsOf, knownOf, namedIn, paramsOf, type Stage } from './stage.ts'
import { changedTables, digestTables } from './tables.ts'
import type { Answer, Sent } from './world.ts'

/** The authorization matrix: each operation × each kind of caller. */
interface Matrix {
  operations: readonly Operation[]
  callerNames: readonly string[]
  /** Set before the first test. */
  stage: () => Stage
  /** What an operation answers whoever may call it, where the stage cannot make it succeed. */
  settled?: Readonly<Record<string, number | ((caller: Caller) => number)>>
}

const requestId = 'the-same-for-all'

/** What the requests of the matrix are about: the member's key, in the first project. */
export const targetOf = ({ a, keys }: Stage): Target => ({
  tenant: a,
  projectId: a.first.id,
  ownerId: a.people.MEMBER.id,
  person: a.people.MEMBER,
  keyId: keys.kestrel.id,
})

/** The good request of an operation as a caller sends it. */
export function sentTo(
  stage: Stage,
  operation: Operation,
  caller: Caller,
  ids = idsOf(stage),
  over: Partial<Pick<Sent, 'body'>> & { query?: Record<string, string> } = {},
): Sent {
  const good = goodRequest(operation, stage, knownOf(stage, { at: caller.tenant ?? stage.a }))
  const { token, headers } = credentialsOf(operation, stage, caller)
  const params = paramsOf(operation, ids)
  const query = new URLSearchParams({ ...good.query, ...over.query }).toString()
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
  const body = over.body ?? good.body
  return {
    method: operation.method,
    path: query ? `${path}?${query}` : path,
    token,
    headers: { ...headers, 'x-request-id': requestId },
    ...(body === undefined ? {} : { body, encoding: operation.encoding }),
  }
}

/** Asks each operation as each caller, and holds the answer against the model. To be called once in a file. */
export function describeMatrix({ operations, callerNames, stage, settled = {} }: Matrix): void {
  let changed: string[] = []
  afterEach(async () => {
    if (changed.length > 0) await stage().snapshot.restore()
    changed = []
  })

  describe.each(operations)('$id', (operation) => {
    test.each(callerNames)('for %s', async (name) => {
      const caller = stage()
        .callersOf(operation)
        .find((one) => one.name === name)
      if (!caller) return // The keys differ with the kind of right; `every caller has its place` sees that none is forgotten.
      const want = expected(operation, caller, targetOf(stage()), namedIn(operation))
      const answer = await stage().ask(sentTo(stage(), operation, caller))
      changed = changedTables(stage().snapshot.digest, await digestTables())
      for (const hidden of hiddenFrom(stage(), caller, operation)) expect(answer.text).not.toContain(hidden)

      if (want === 'done') {
        const fixed = settled[operation.id] ?? operation.status
        const status = typeof fixed === 'number' ? fixed : fixed(caller)
        expect(answer.status, answer.text).toBe(status)
        if (operation.method === 'GET' || status >= 400)
          expect(changed.filter((table) => !trace(operation).includes(table))).toEqual([])
        return
      }
      expect(answer.status, answer.text).toBe(want)
      expect(refusalIn(operation, answer)?.status, answer.text).toBe(want)
      expect(answer.headers.get('content-type')).toBe(refusalType(operation))
      expect(answer.headers.has('www-authenticate')).toBe(want === 401)
      expect(changed).toEqual([])
      if (want !== 404) return
      const nowhere = Object.fromEntries(Object.keys(idsOf(stage())).map((id) => [id, randomUUID()]))
      const body = elsewhere(stage(), operation, nowhere)
      const other = await stage().ask(sentTo(stage(), operation, caller, nowhere, { body }))
      // A vendor may say back what it was asked for.
      const echoed =
        operation.mount === null
          ? {}
          : { here: paramsOf(operation, idsOf(stage())), nowhere: paramsOf(operation, nowhere) }
      expect(plain(answer, echoed.here)).toEqual(plain(other, echoed.nowhere))
    })
  })

  test('every caller has its place in the matrix', () => {
    const seen = new Set(
      operations.flatMap((operation) =>
        stage()
          .callersOf(operation)
          .map(({ name }) => name),
      ),
    )
    expect([...seen].sort()).toEqual([...callerNames].sort())
  })
}

/**
 * The names that an answer may not hold, and at a vendor, whose contract may know no names, the ids. Whoever verifies a key has its
 * secret, and is told which it is; whoever signs in has somebody's password, whatever else the request carries.
 */
function hiddenFrom(stage: Stage, caller: Caller, operation: Operation): readonly string[] {
  if (operation.right.kind === 'public') return ['zebra']
  const fields = fieldsOf(operation.body)
  const presented =
    ('key' in fields || 'keys' in fields) &&
    caller.tenant === stage.a &&
    caller.projectId !== stage.a.second.id
  const names = caller.hidden.filter((name) => !(presented && name === 'kestrel'))
  if (operation.mount === null) return names
  const asked = Object.values(paramsOf(operation, idsOf(stage)))
  const ids = Object.entries(stage.keys).flatMap(([name, { id }]) => (names.includes(name) ? [id] : []))
  return [...names, ...ids.filter((id) => !asked.includes(id))]
}

/** What a GET leaves behind: nothing, or, of a credential or a file that it gave, a trace in the audit log. */
const trace = ({ once, stream }: Operation) =>
  once.length > 0 || stream ? ['audit_event', 'organization'] : []

/** The good body, its required ids replaced by ids of nothing. */
function elsewhere(stage: Stage, operation: Operation, nowhere: Record<string, string>): unknown {
  const { body } = goodRequest(operation, stage)
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, nowhere[name] ?? value]))
}

/** The whole answer: status, every header and every byte, but for the count of requests left. */
const plain = ({ status, text, headers }: Answer, echoed: Readonly<Record<string, string>> = {}) => ({
  status,
  text: Object.entries(echoed).reduce((left, [name, id]) => left.replaceAll(id, `{${name}}`), text),
  headers: Object.fromEntries([...headers].filter(([name]) => name !== 'ratelimit')),
})
