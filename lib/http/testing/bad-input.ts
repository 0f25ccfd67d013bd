import { describe, expect, test } from 'vitest'
import type { Operation } from '#lib/contracts/operation.ts'
import { type BadRequest, badRequests, type Good } from './bad-requests.ts'
import { formFields } from './form.ts'
import { random } from './random.ts'
import { refusalIn, refusalType } from './refusal.ts'
import { fieldsOf, type Known } from './schema.ts'
import { goodRequest, knownOf, type Stage } from './stage.ts'
import { changedTables, digestTables } from './tables.ts'
import { isDocumentedFault } from './vendor-refusals.ts'
import type { Answer, Sent } from './world.ts'

/** Generated bad input for each of the operations. */
interface BadInput {
  operations: readonly Operation[]
  /** Set before the first test. */
  stage: () => Stage
  seed: number
  /** How many spoiled requests an operation gets, at least. */
  cases: number
  /** True where each gets at least one of every kind, however many kinds there are. */
  everyKind: boolean
  /** What is wrong with a refusal that its contract does not know. */
  undeclared(operation: Operation, answer: Answer, code: string): string[]
}

/** How many are sent at once. */
const together = 8

/** Whatever is sent, the answer is one that the contract declares, in its own shape, and what was refused has changed nothing. */
export function describeBadInput({ operations, stage, seed, cases, everyKind, undeclared }: BadInput): void {
  const send = (crowd: readonly BadRequest[]) =>
    Promise.all(crowd.map(async (one) => ({ one, answer: await stage().ask(one.sent) })))

  /** The tables that differ from the stage as it was set; then all is put back. */
  const changesSince = async (): Promise<string[]> => {
    const changed = changedTables(stage().snapshot.digest, await digestTables())
    if (changed.length > 0) await stage().snapshot.restore()
    return changed
  }

  const judge = (operation: Operation, answer: Answer) => judged(operation, answer, undeclared)

  describe.each(operations)('$id', (operation) => {
    test(
      `refuses bad input in a declared way and changes nothing (seed ${seed})`,
      async () => {
        const good = await goodOf(operation, stage())
        const spoiled = badRequests(operation, good, random(seed), cases, everyKind)
        expect(spoiled.length).toBeGreaterThanOrEqual(cases)
        const failures: string[] = []
        const [valid, invalid] = partition(spoiled, (one) => !one.mustRefuse && fits(operation, one.sent))
        for (const crowd of crowds(invalid)) {
          const answers = await send(crowd)
          const changed = await changesSince()
          for (const { one, answer } of answers) {
            const wrong = answer.status < 400 ? ['accepted'] : judge(operation, answer)
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
            const wrong = answer.status === operation.status ? [] : judge(operation, answer)
            failures.push(...wrong.map((sentence) => told(one, answer, sentence)))
          }
          if ((await changesSince()).length === 0) continue
          if (operation.method === 'GET' && operation.once.length === 0 && !operation.stream)
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
}

const crowds = (list: readonly BadRequest[]) =>
  Array.from({ length: Math.ceil(list.length / together) }, (_, at) =>
    list.slice(at * together, (at + 1) * together),
  )
const labels = (crowd: readonly BadRequest[]) => crowd.map(({ label }) => label).join(' | ')

/** A good request that uses every field, and a cursor where the operation takes one. */
async function goodOf(operation: Operation, stage: Stage): Promise<Good> {
  // A person whom nobody knows: a wrong password for one that is there is audited, and would count as a change.
  const known: Known = (name) => (name === 'email' ? ['nobody@example.com'] : knownOf(stage)(name))
  const good = goodRequest(operation, stage, known, true)
  if (!('cursor' in fieldsOf(operation.query))) return good
  // A dialect's list is one page for as long as it has no more than a thousand keys. Its cursors are those of the native list.
  const own = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
  const [path, token] =
    operation.mount === null ? [own, good.token] : ['/api/v1/keys', stage.a.people.OWNER.token]
  const asked = operation.mount === null ? { method: operation.method, body: good.body } : { method: 'GET' }
  const page = await stage.ask({ ...asked, path: `${path}?limit=1`, token })
  const { nextCursor: cursor } = page.json as { nextCursor: string | null }
  if (!cursor) throw new Error(`${operation.id} has one page only: give the stage more of what it lists.`)
  return { ...good, cursor }
}

/** What is wrong with an answer that is not the operation's success. */
function judged(operation: Operation, answer: Answer, undeclared: BadInput['undeclared']): string[] {
  const { status, headers, text } = answer
  const wrong: string[] = []
  const refusal = refusalIn(operation, answer)
  if (!refusal) return [`not a refusal: ${text.slice(0, 200)}`]
  if (status >= 500 && !isDocumentedFault(operation.mount, answer)) wrong.push('our fault')
  if (refusal.status !== status) wrong.push('another status within')
  if (headers.get('content-type') !== refusalType(operation)) wrong.push('another content type')
  if (headers.get('cache-control') !== 'no-store') wrong.push('may be cached')
  wrong.push(...undeclared(operation, answer, refusal.code))
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
  if (bytes.length === 0) return operation.body?.safeParse(undefined).success ?? true
  if (!operation.body || bytes.length > 256 * 1024) return false
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
