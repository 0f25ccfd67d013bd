import { beforeAll, describe, expect, test } from 'vitest'
import { cookieOf } from '#lib/auth/testing.ts'
import { operations } from '#lib/contracts/operations.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { refusalIn } from './testing/refusal.ts'
import { goodRequest, knownOf, type Stage, setStage } from './testing/stage.ts'
import { changedTables, digestTables } from './testing/tables.ts'
import { type Answer, origin } from './testing/world.ts'

/* A visitor's cookie in the hands of another site: it can change nothing, whatever the operation. */

withDatabase()

let stage: Stage
let cookie: string
beforeAll(async () => {
  stage = await setStage()
  cookie = await cookieOf(stage.a.people.OWNER.sessionId)
}, 120_000)

const strangers: (string | null)[] = [
  null,
  'null',
  'https://evil.example',
  `${origin}.evil.example`,
  'http://localhost:3001',
  'https://localhost:3000',
  'http://LOCALHOST:3000/',
  'file://',
]

/** A public operation looks at no cookie, so there is nothing in it to borrow. */
const changing = operations.filter(({ method, right }) => method !== 'GET' && right.kind !== 'public')
const open = operations.filter(({ right }) => right.kind === 'public')

describe.each(changing)('$id with a browser’s cookie', (operation) => {
  const send = (from: string | null) => {
    const good = goodRequest(operation, stage)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
    const headers: Record<string, string> = { cookie, ...(from === null ? {} : { origin: from }) }
    return stage.ask({
      method: operation.method,
      path,
      headers,
      ...(good.body === undefined ? {} : { body: good.body, encoding: operation.encoding }),
    })
  }

  test.each(strangers)('is refused from the origin %s', async (from) => {
    const answer = await send(from)
    expect(answer.status).toBe(403)
    const code = operation.encoding === 'form' ? 'insufficient_scope' : 'forbidden'
    expect(refusalIn(operation, answer)?.code).toBe(code)
    expect(changedTables(stage.snapshot.digest, await digestTables())).toEqual([])
  })

  test('is judged by its right alone from a page of the portal', async () => {
    const answer = await send(origin)
    if (operation.right.kind === 'key') expect(answer.status).toBe(403)
    else expect(answer.text).not.toContain('did not come from a page')
    await stage.snapshot.restore()
  })
})

test.each(open)('$id answers a browser with a cookie as it does one without', async (operation) => {
  const good = goodRequest(operation, stage, (name) =>
    name === 'email' ? ['nobody@example.com'] : knownOf(stage)(name),
  )
  const sent = {
    method: operation.method,
    path: operation.path,
    ...(good.body === undefined ? {} : { body: good.body, encoding: operation.encoding }),
  }
  const headers = { 'x-request-id': 'the-same-for-all', origin: 'https://evil.example' }
  const without = await stage.ask({ ...sent, headers })
  // What opens once must be there for the second, too.
  await stage.snapshot.restore()
  const cookied = await stage.ask({ ...sent, headers: { ...headers, cookie } })
  // What is given once is another each time.
  const plain = ({ status, text, json }: Answer) => {
    const given = operation.once.map((field) => (json as Record<string, string>)[field] ?? '')
    return { status, text: given.reduce((left, one) => left.replace(one, ''), text) }
  }
  expect(plain(cookied)).toEqual(plain(without))
  expect(cookied.headers.getSetCookie()).toEqual([])
})

test('no answer lets a page of another site read it', async () => {
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const good = goodRequest(operation, stage)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => good.params[name] ?? '')
    const { headers } = await stage.ask({
      method: 'GET',
      path,
      headers: { cookie, origin: 'https://evil.example' },
    })
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  }
})

test('a cookie beside another credential is refused, so that neither can be mistaken for the other', async () => {
  const { token } = stage.a.people.MEMBER
  const answer = await stage.ask({ method: 'GET', path: '/api/v1/me', token, headers: { cookie } })
  expect(answer.status).toBe(401)
})
