import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '#lib/db/testing.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import { type Ask, askWith, makeTenant, type Tenant } from '#lib/http/testing/world.ts'
import { levelOf } from './translate.ts'

/*
 * FreeSewing's page, line by line, in this process. `mounts` are its two revisions, which differ in one word.
 */

withDatabase()

let ask: Ask
let tenant: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  tenant = await makeTenant('garment')
}, 60_000)

interface Made {
  key: string
  secret: string
  level: number
}
const mounts = [
  { mount: 'freesewing', created: 'success' },
  { mount: 'freesewing-live', created: 'created' },
]
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe.each(mounts)('$mount', ({ mount, created }) => {
  const byToken = (method: string, path: string, body?: unknown, token = tenant.people.MEMBER.token) =>
    ask({ method, path: `/api/compat/${mount}${path}`, token, body })
  const byKey = ({ key, secret }: Made, method: string, path: string, body?: unknown) => {
    const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
    return ask({ method, path: `/api/compat/${mount}${path}`, headers: { authorization }, body })
  }
  const make = async (level: number, token?: string): Promise<Made> => {
    const answer = await byToken('POST', '/apikeys/jwt', { name: 'A key', level, expiresIn: 3600 }, token)
    expect(answer.status, answer.text).toBe(201)
    return (answer.json as { apikey: Made }).apikey
  }

  test('makes a key as its page shows it', async () => {
    const answer = await byToken('POST', '/apikeys/jwt', {
      name: 'My first API key',
      level: 2,
      expiresIn: 3600,
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { result, apikey } = answer.json as { result: string; apikey: Record<string, unknown> }
    expect(result).toBe(created)
    expect(Object.keys(answer.json as object)).toEqual(['result', 'apikey'])
    expect(Object.keys(apikey)).toEqual([
      'key',
      'secret',
      'level',
      'createdAt',
      'expiresAt',
      'name',
      'userId',
    ])
    expect(apikey).toEqual({
      key: expect.stringMatching(uuid),
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      level: 2,
      createdAt: expect.stringMatching(instant),
      expiresAt: expect.stringMatching(instant),
      name: 'My first API key',
      userId: expect.any(Number),
    })
    const life = Date.parse(String(apikey.expiresAt)) - Date.parse(String(apikey.createdAt))
    expect(life).toBe(3_600_000)
  })

  test('lists, reads and describes a key, and never its secret', async () => {
    const made = await make(4)
    const one = { createdAt: expect.any(String), expiresAt: expect.any(String), name: 'A key', level: 4 }
    for (const [form, asked] of [
      ['jwt', (path: string) => byToken('GET', path)],
      ['key', (path: string) => byKey(made, 'GET', path)],
    ] as const) {
      const list = await asked(`/apikeys/${form}`)
      expect(list.status).toBe(200)
      const { apikeys, ...rest } = list.json as { apikeys: Record<string, unknown>[] }
      expect(rest).toEqual({ result: 'success' })
      const listed = apikeys.find(({ id }) => id === made.key)
      expect(Object.keys(listed ?? {})).toEqual([
        ...['id', 'calls', 'createdAt', 'expiresAt', 'name', 'lastSeen', 'level', 'userId'],
      ])
      expect(listed).toEqual({ ...one, id: made.key, calls: 0, lastSeen: null, userId: expect.any(Number) })

      const read = await asked(`/apikeys/${made.key}/${form}`)
      expect(read.status).toBe(200)
      const { apikey } = read.json as { apikey: object }
      expect(Object.keys(apikey)).toEqual(['key', 'level', 'createdAt', 'expiresAt', 'name', 'userId'])
      expect(apikey).toEqual({ ...one, key: made.key, userId: listed?.userId })
      expect(list.text + read.text).not.toContain(made.secret)
    }
    const whoami = await byKey(made, 'GET', '/whoami/key')
    expect(whoami.status).toBe(200)
    expect(Object.keys((whoami.json as { apikey: object }).apikey)).toEqual([
      ...['key', 'level', 'expiresAt', 'name', 'userId'],
    ])
    const account = await byToken('GET', '/whoami/jwt')
    expect(account.json).toEqual({
      result: 'success',
      account: {
        id: expect.any(Number),
        username: tenant.people.MEMBER.name,
        email: tenant.people.MEMBER.email,
        role: 'member',
      },
    })
  })

  test('removes a key with no body, once; and a key removes itself whatever its level', async () => {
    const made = await make(1)
    const gone = await byToken('DELETE', `/apikeys/${made.key}/jwt`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    const again = await byToken('DELETE', `/apikeys/${made.key}/jwt`)
    expect([again.status, again.json]).toEqual([404, { result: 'error', error: 'notFound' }])

    const self = await make(0)
    const other = await make(0)
    expect((await byKey(self, 'DELETE', `/apikeys/${other.key}/key`)).status).toBe(403)
    expect((await byKey(self, 'DELETE', `/apikeys/${self.key.toUpperCase()}/key`)).status).toBe(204)
    expect((await byKey(self, 'GET', '/whoami/key')).status).toBe(401)
  })

  test.each([
    ['postBodyMissing', undefined],
    ['postBodyMissing', ''],
    ['postBodyMissing', '{'],
    ['postBodyMissing', {}],
    ['postBodyMissing', []],
    ['postBodyMissing', '"text"'],
    ['nameMissing', { level: 'x', expiresIn: 'y' }],
    ['nameMissing', { name: '', level: 1, expiresIn: 1 }],
    ['nameMissing', { name: 7, level: 1, expiresIn: 1 }],
    ['nameMissing', { unknown: 1 }],
    ['levelMissing', { name: 'a', expiresIn: 'y' }],
    ['levelMissing', { name: 'a', level: null }],
    ['levelNotNumeric', { name: 'a', level: '1' }],
    ['invalidLevel', { name: 'a', level: 9 }],
    ['invalidLevel', { name: 'a', level: -1 }],
    ['invalidLevel', { name: 'a', level: 1.5, expiresIn: 'y' }],
    ['expiresInMissing', { name: 'a', level: 1 }],
    ['expiresInMissing', { name: 'a', level: 0, expiresIn: 0 }],
    ['expiresInNotNumeric', { name: 'a', level: 1, expiresIn: '60' }],
    ['expiresInNotNumeric', { name: 'a', level: 1, expiresIn: -5 }],
    ['expiresInHigherThanMaximum', { name: 'a', level: 1, expiresIn: 31_536_001 }],
    ['keyLevelExceedsRoleLevel', { name: 'a', level: 8, expiresIn: 60 }],
    ['nameInvalid', { name: 'a\0', level: 1, expiresIn: 60 }],
    ['unknownField', { name: 'a', level: 1, expiresIn: 60, ownerId: 'x' }],
  ])('answers %s', async (error, body) => {
    const answer = await byToken('POST', '/apikeys/jwt', body)
    expect([answer.status, answer.json]).toEqual([400, { result: 'error', error }])
  })

  test('a year, and level 0, are good', async () => {
    const answer = await byToken('POST', '/apikeys/jwt', { name: 'a', level: 0, expiresIn: 31_536_000 })
    expect(answer.status).toBe(201)
  })

  test('a key makes keys from level 4 on, and none above its own, whoever owns it', async () => {
    const three = await make(3)
    const refused = await byKey(three, 'POST', '/apikeys/key', { name: 'a', level: 0, expiresIn: 60 })
    expect([refused.status, refused.json]).toEqual([
      403,
      { result: 'error', error: 'insufficientAccessLevel' },
    ])
    const four = await make(4, tenant.people.OWNER.token)
    const same = await byKey(four, 'POST', '/apikeys/key', { name: 'a', level: 4, expiresIn: 60 })
    expect([same.status, (same.json as { result: string }).result]).toEqual([201, created])
    const above = await byKey(four, 'POST', '/apikeys/key', { name: 'a', level: 5, expiresIn: 60 })
    expect([above.status, above.json]).toEqual([400, { result: 'error', error: 'keyLevelExceedsRoleLevel' }])
  })

  test('takes each credential in its own form alone, and says which', async () => {
    const made = await make(4)
    const refusals = [
      { answer: await byToken('GET', '/apikeys/key'), challenge: 'Basic realm="Users"' },
      { answer: await byKey(made, 'GET', '/apikeys/jwt'), challenge: 'Bearer realm="Users"' },
      {
        answer: await byToken('GET', '/apikeys/jwt', undefined, made.secret),
        challenge: 'Bearer realm="Users"',
      },
      {
        answer: await byKey({ ...made, key: tenant.organizationId }, 'GET', '/whoami/key'),
        challenge: 'Basic realm="Users"',
      },
    ]
    for (const { answer, challenge } of refusals) {
      expect([answer.status, answer.json]).toEqual([401, { result: 'error', error: 'unauthorized' }])
      expect(answer.headers.get('www-authenticate')).toBe(challenge)
    }
  })

  test('its keys verify at the gate, and end when they are removed', async () => {
    const made = await make(1)
    const verdict = async () => {
      const body = { key: made.secret }
      const { token } = tenant.people.OWNER
      const { json } = await ask({ method: 'POST', path: '/api/v1/keys/verify', token, body })
      return (json as { code: string }).code
    }
    expect(await verdict()).toBe('VALID')
    await byToken('DELETE', `/apikeys/${made.key}/jwt`)
    expect(await verdict()).toBe('REVOKED')
  })
})

test('a key without a level is shown with the highest rung that it covers with all below', () => {
  const ladder = [
    { level: 2, permissions: ['c'] },
    { level: 0, permissions: [] },
    { level: 1, permissions: ['a', 'b:own'] },
    { level: 3, permissions: [] },
  ]
  const shown = (...held: string[]) => levelOf({ level: null, effective: new Set(held) }, ladder)
  expect(shown()).toBe(0)
  expect(shown('c')).toBe(0)
  expect(shown('a', 'b:any')).toBe(1)
  expect(shown('a', 'b:own', 'c', 'z')).toBe(2)
  expect(levelOf({ level: 7, effective: new Set() }, ladder)).toBe(7)
})
