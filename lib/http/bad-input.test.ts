import { beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { operations } from '#lib/contracts/operations.ts'
import { type ProblemCode, sharedProblems } from '#lib/contracts/problem.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { openApiDocument } from '#lib/openapi/document.ts'
import { type BadRequest, badRequests, type Good } from './testing/bad-requests.ts'
import { formFields } from './testing/form.ts'
import { random, seededRandom } from './testing/random.ts'
import { refusalIn, refusalType } from './testing/refusal.ts'
import { fieldsOf, type Known } from './testing/schema.ts'
import { goodRequest, knownOf, type Stage, setStage } from './testing/stage.ts'
import { changedTables, digestTables } from './testing/tables.ts'
import type { Answer, Sent } from './testing/world.ts'

/*
 * Generated bad input: whatever is sent, the answer is one that the contract declares, in its own shape, never our
 * fault, and what was refused has changed nothing.
 */

/** How many spoiled requests each operation gets, at least; `TEST_CASES` asks for more. */
const least = 200
const cases = Math.max(least, Number(process.env.TEST_CASES) || 0)
/** How many are sent at once. */
const together = 8

const { seed } = seededRandom('generated bad input')
const { paths } = openApiDocument('http://localhost') as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
}

withDatabase()

let stage: Stage
beforeAll(async () => {
  stage = await setStage()
}, 120_000)

describe.each(operations)('$id', (operation) => {
  test(
    `refuses bad input in a declared way and changes nothing (seed ${seed})`,
    async () => {
      const spoiled = badRequests(operation, await goodOf(operation), random(seed), cases)
      expect(spoiled.length).toBeGreaterThanOrEqual(least)
      const failures: string[] = []
      const [valid, invalid] = partition(spoiled, (one) => !one.mustRefuse && fits(operation, one.sent))
      for (const crowd of crowds(invalid)) {
        const answers = await send(crowd)
        const changed = await changesSince()
        for (const { one, answer } of answers) {
          const wrong = answer.status < 400 ? ['accepted'] : judged(operation, answer)
          if (one.status && answer.status !== one.status) wrong.push(`not ${one.status}`)
          failures.push(...wrong.map((sentence) => told(one, answer, sentence)))
        }
        if (changed.length > 0) failures.push(`${changed.join(', ')} changed by one of: ${labels(crowd)}`)
      }
      // What fits the schemas after all may succeed. Where something changed, what was refused of it is sent once more
      // by itself: then nothing may have.
      for (const crowd of crowds(valid)) {
        const answers = await send(crowd)
        for (const { one, answer } of answers) {
          const wrong = answer.status === operation.status ? [] : judged(operation, answer)
          failures.push(...wrong.map((sentence) => told(one, answer, sentence)))
        }
        if ((await changesSince()).length === 0) continue
        if (operation.method === 'GET' && operation.once.length === 0)
          failures.push(`changed by one of: ${labels(crowd)}`)
        const again = await send(answers.filter(({ answer }) => answer.status >= 400).map(({ one }) => one))
        const changed = await changesSince()
        if (changed.length > 0 && again.every(({ answer }) => answer.status >= 400))
          failures.push(`${changed.join(', ')} changed by one of: ${labels(crowd)}`)
      }
      expect(failures).toEqual([])
    },
    120_000 + cases * 100,
  )
})

const crowds = (list: readonly BadRequest[]) =>
  Array.from({ length: Math.ceil(list.length / together) }, (_, at) =>
    list.slice(at * together, (at + 1) * together),
  )
const send = (crowd: readonly BadRequest[]) =>
  Promise.all(crowd.map(async (one) => ({ one, answer: await stage.ask(one.sent) })))
const labels = (crowd: readonly BadRequest[]) => crowd.map(({ label }) => label).join(' | ')

/** The tables that differ from the stage as it was set; then all is put back. */
async function changesSince(): Promise<string[]> {
  const changed = changedTables(stage.snapshot.digest, await digestTables())
  if (changed.length > 0) await stage.snapshot.restore()
  return changed
}

/** A good request that uses every field, and a cursor where the operation gives one. */
async function goodOf(operation: Operation): Promise<Good> {
  // A person whom nobody knows: a wrong password for one that is there is audited, and would count as a change.
  const known: Known = (name) => (name === 'email' ? ['nobody@example.com'] : knownOf(stage)(name))
  const good = goodRequest(operation, stage, known, true)
  if (!('cursor' in fieldsOf(operation.query))) return good
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
  const page = await stage.ask({ method: 'GET', path: `${path}?limit=1`, token: good.token })
  const { nextCursor: cursor } = page.json as { nextCursor: string | null }
  if (!cursor) throw new Error(`${operation.id} has one page only: give the stage more of what it lists.`)
  return { ...good, cursor }
}

/** What is wrong with an answer that is not the operation's success. */
function judged(operation: Operation, { status, headers, json, text }: Answer): string[] {
  const wrong: string[] = []
  const refusal = refusalIn(operation, { status, json })
  if (!refusal) return [`not a refusal: ${text.slice(0, 200)}`]
  const { code } = refusal
  if (status >= 500) wrong.push('our fault')
  if (refusal.status !== status) wrong.push('another status within')
  if (headers.get('content-type') !== refusalType(operation)) wrong.push('another content type')
  if (headers.get('cache-control') !== 'no-store') wrong.push('may be cached')
  // Of OAuth's words the schema has the whole list.
  const declared = [...sharedProblems, ...operation.errors]
  if (operation.encoding === 'json' && !declared.includes(code as ProblemCode))
    wrong.push(`undeclared ${code}`)
  const documented = paths[operation.path]?.[operation.method.toLowerCase()]?.responses ?? {}
  if (!(String(status) in documented)) wrong.push(`undocumented ${status}`)
  if (/\bat .*\(|node_modules|prisma|postgres|SELECT /i.test(text.replaceAll(/"path":"[^"]*"/g, '')))
    wrong.push('tells of our insides')
  return wrong
}

const told = ({ label }: BadRequest, { status, text }: Answer, sentence: string) =>
  `${label}: ${sentence} (${status} ${text.slice(0, 160)})`

/** True where a request fits the operation's schemas, by the rules of JSON and URLs alone. */
function fits(operation: Operation, { path, body, headers = {} }: Sent): boolean {
  const url = new URL(path, 'http://localhost')
  const names = [...url.searchParams.keys()]
  if (new Set(names).size < names.length) return false
  if (!operation.query.safeParse(Object.fromEntries(url.searchParams)).success) return false
  if (!operation.params.safeParse(paramsIn(operation, url.pathname)).success) return false
  if (headers['content-type'] !== undefined) return false
  const bytes = Buffer.from((body ?? '') as string | Uint8Array)
  if (bytes.length === 0 || !operation.body) return bytes.length === 0 && !operation.body
  if (bytes.length > 256 * 1024) return false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const value = operation.encoding === 'form' ? formFields(text) : JSON.parse(text)
    return operation.body.safeParse(value).success
  } catch {
    return false
  }
}

function paramsIn(operation: Operation, pathname: string): Record<string, string> {
  const given = pathname.split('/').map(decodeURIComponent)
  const wanted = operation.path.split('/').entries()
  return Object.fromEntries(
    [...wanted]
      .filter(([, name]) => name.startsWith('{'))
      .map(([at, name]) => [name.slice(1, -1), given[at] ?? '']),
  )
}

function partition<T>(list: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [list.filter(holds), list.filter((one) => !holds(one))]
}
