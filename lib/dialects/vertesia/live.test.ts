import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import type { Answer } from '#lib/http/testing/world.ts'
import { type Client, clientOf } from './testing.ts'

/*
 * The mount that answers as Vertesia's running service does. The vendor's machine-readable contract, against which its clients check
 * every answer, is not ours to hand around: it is read from beside the project, and where it is not there, the test against it says that
 * it did not run.
 */

const published = join(import.meta.dirname, '../../../../shared/contracts/vertesia-openapi.json')
const isThere = existsSync(published)

withDatabase()

let client: Client
beforeAll(async () => {
  client = await clientOf('vertesia-live')
}, 60_000)

const keys = '/api/v1/apikeys'

test('a key is made with its value, this once', async () => {
  const { tenant, make, say } = client
  const made = await make({ expires_at: '2031-04-19T12:34:56.000Z' })
  expect(made).toMatchObject({
    value: expect.stringMatching(/^sk-[0-9A-Za-z]{49}$/),
    can_retrieve_value: false,
    project: { id: tenant.first.id, name: tenant.first.name, account: tenant.organizationId },
    expires_at: '2031-04-19T12:34:56.000Z',
  })
  const read = await say('GET', `${keys}/${made.id}?withValue=true`)
  expect(read.json).not.toHaveProperty('value')
})

test('the value of a key that was made at the other mount is fetched here, where it waits', async () => {
  const { tenant, say, ask } = client
  await client.make()
  const { token } = tenant.people.OWNER
  const body = { name: 'waits', role: 'developer' }
  const { json } = await ask({ method: 'POST', path: `/api/compat/vertesia${keys}`, token, body })
  const { id } = json as { id: string }
  expect((await say('GET', `${keys}/${id}`)).json).toMatchObject({ can_retrieve_value: true })
  expect((await say('GET', `${keys}/${id}?withValue=true`)).json).toMatchObject({
    value: expect.stringMatching(/^sk-/),
    can_retrieve_value: false,
  })
})

test('takes no expires_at in an edit, and keeps properties, clearance and compartments', async () => {
  const { say, make } = client
  const attributes = {
    properties: { team: 'docs', deep: [1, { a: null }] },
    clearance: 2,
    compartments: ['a', 'b'],
  }
  const made = await make(attributes)
  expect(made).toMatchObject(attributes)
  const refused = await say('PUT', `${keys}/${made.id}`, { expires_at: '2031-04-19T12:34:56.000Z' })
  expect([refused.status, refused.json]).toMatchObject([400, { error: 'Bad Request', status: 400 }])
  const edited = await say('PUT', `${keys}/${made.id}`, { clearance: 3 })
  expect(edited.json).toMatchObject({ ...attributes, clearance: 3 })
  expect(
    (await say('POST', keys, { name: 'a', role: 'reader', properties: { a: 'x'.repeat(600) } })).status,
  ).toBe(400)
})

describe('a key is exchanged for a token', () => {
  test.each(['/token/issue', '/api/v1/token/issue'])('at %s, as Bearer or in the body', async (path) => {
    const { say, make } = client
    const { id, value = '' } = await make({ role: 'executor' })
    const body = { type: 'apikey', key: value }
    for (const [sent, bearer] of [
      [undefined, value],
      [body, null],
      [body, value],
    ] as const) {
      const answer = await say('POST', path, sent, bearer)
      expect(answer.status, answer.text).toBe(200)
      expect(answer.json).toEqual({ token: expect.any(String), token_type: 'Bearer', expires_in: 300 })
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    const { json } = await say('POST', path, body, null)
    const owner = await say('GET', `${keys}/${id}`, undefined, (json as { token: string }).token)
    // It stands for the key, which may see no keys; but it is good.
    expect(owner.status).toBe(403)
  })

  test('and nothing else is', async () => {
    const { tenant, say, make } = client
    const [one, other] = [await make(), await make()]
    const person = await say('POST', '/token/issue')
    expect([person.status, person.json]).toEqual([
      403,
      { error: 'Forbidden', message: expect.any(String), errorCode: 'token_issuance_forbidden' },
    ])
    const statuses = await Promise.all([
      say('POST', '/token/issue', undefined, null),
      say('POST', '/token/issue', { type: 'apikey', key: 'sk-nothing' }, null),
      say('POST', '/token/issue', { type: 'apikey', key: 'no header\ncarries this' }, null),
      say('POST', '/token/issue', { type: 'user' }, one.value),
      say('POST', '/token/issue', { type: 'apikey', key: other.value }, one.value),
      say('POST', '/token/issue', { type: 'apikey', key: one.value, algorithm: 'RS256' }, null),
    ]).then((answers) => answers.map(({ status }) => status))
    expect(statuses).toEqual([401, 401, 401, 400, 400, 400])
    expect(tenant.organizationId).toBeTruthy()
  })

  test('that holds no more than a narrower token that asks', async () => {
    const { tenant, say, make, ask } = client
    const { id } = await make()
    const path = `/api/v1/keys/${id}/token?scope=content:read&audience=${encodeURIComponent('http://localhost:3000/api/v1')}`
    const { json } = await ask({ method: 'GET', path, token: tenant.people.OWNER.token })
    const { accessToken } = json as { accessToken: string }
    const answer = await say('POST', '/token/issue', undefined, accessToken)
    expect([answer.status, answer.json]).toMatchObject([403, { errorCode: 'token_issuance_forbidden' }])
  })
})

interface Published {
  paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >
}

describe.skipIf(!isThere)(
  `the vendor’s published contract${isThere ? '' : ' is not beside the project, and was not asked'}`,
  () => {
    test('takes every answer, yes or no', async () => {
      const contract = JSON.parse(readFileSync(published, 'utf8')) as Published
      const ajv = new Ajv2020({ strict: false, allErrors: true })
      addFormats.default(ajv)
      ajv.addSchema(contract, 'contract')
      /** What is wrong with an answer, by the schema of its operation and status. */
      const wrong = (path: string, method: string, { status, json }: Answer): string | null => {
        const { responses } = contract.paths[path]?.[method.toLowerCase()] ?? { responses: {} }
        const key = [String(status), `${String(status).charAt(0)}XX`].find((one) => one in responses)
        const pointer = [
          'paths',
          path,
          method.toLowerCase(),
          'responses',
          key ?? '',
          'content',
          'application/json',
          'schema',
        ]
        const at = pointer
          .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
          .map(encodeURIComponent)
          .join('/')
        const validate = key && ajv.getSchema(`contract#/${at}`)
        if (!validate) return `no schema for ${status}`
        return validate(json) ? null : ajv.errorsText(validate.errors)
      }
      const { tenant, say, make } = client
      const { MEMBER, VIEWER } = tenant.people
      const { id, value = '' } = await make({ clearance: 1, properties: { a: 1 }, compartments: ['x'] })
      const gone = await make()
      await say('DELETE', `${keys}/${gone.id}`)
      const create = { name: 'a', role: 'reader' }
      const asked: [string, string, string, unknown?, (string | null)?][] = [
        ['/apikeys', 'GET', keys],
        ['/apikeys', 'GET', `${keys}?level=account`],
        ['/apikeys', 'GET', `${keys}?level=nowhere`],
        ['/apikeys', 'GET', keys, undefined, null],
        ['/apikeys', 'GET', keys, undefined, 'sk-nothing'],
        ['/apikeys', 'POST', keys, create],
        [
          '/apikeys',
          'POST',
          keys,
          { ...create, type: 'sk', expires_at: '2031-01-01T00:00:00.000Z', clearance: 1.5 },
        ],
        ['/apikeys', 'POST', keys, { ...create, role: 'king' }],
        ['/apikeys', 'POST', keys, { ...create, owner: id }],
        ['/apikeys', 'POST', keys, '{'],
        ['/apikeys', 'POST', keys, { ...create, role: 'owner' }, MEMBER.token],
        ['/apikeys', 'POST', keys, create, VIEWER.token],
        ['/apikeys/{keyId}', 'GET', `${keys}/${id}`],
        ['/apikeys/{keyId}', 'GET', `${keys}/${id}?withValue=true`],
        ['/apikeys/{keyId}', 'GET', `${keys}/${gone.id}`],
        ['/apikeys/{keyId}', 'GET', `${keys}/123`],
        ['/apikeys/{keyId}', 'PUT', `${keys}/${id}`, { name: 'b', role: 'developer', enabled: true }],
        ['/apikeys/{keyId}', 'PUT', `${keys}/${id}`, { expires_at: '2031-01-01T00:00:00.000Z' }],
        ['/apikeys/{keyId}', 'PUT', `${keys}/${id}`, {}, MEMBER.token],
        ['/apikeys/{keyId}/token', 'GET', `${keys}/${id}/token`],
        ['/apikeys/{keyId}/token', 'GET', `${keys}/${id}/token`, undefined, VIEWER.token],
        ['/iam/roles', 'GET', '/api/v1/iam/roles'],
        ['/iam/roles/system', 'GET', '/api/v1/iam/roles/system'],
        ['/token/issue', 'POST', '/token/issue', undefined, value],
        ['/token/issue', 'POST', '/token/issue', { type: 'apikey', key: value }, null],
        ['/token/issue', 'POST', '/token/issue', { type: 'agent' }, value],
        ['/token/issue', 'POST', '/token/issue'],
        ['/token/issue', 'POST', '/token/issue', undefined, null],
        ['/apikeys/{keyId}', 'DELETE', `${keys}/${id}`],
        ['/apikeys/{keyId}', 'DELETE', `${keys}/${id}`],
      ]
      const faults: string[] = []
      const seen = new Set<number>()
      for (const [path, method, address, body, token] of asked) {
        const answer = await say(method, address, body, token)
        seen.add(answer.status)
        const fault = wrong(path, method, answer)
        if (fault) faults.push(`${method} ${address} ${answer.status}: ${fault} ${answer.text.slice(0, 200)}`)
      }
      expect(faults).toEqual([])
      expect([...seen].sort()).toEqual([200, 400, 401, 403, 404])
    }, 60_000)
  },
)
