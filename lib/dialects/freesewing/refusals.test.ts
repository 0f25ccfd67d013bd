import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { maxBodyBytes } from '#lib/http/read-body.ts'
import { dispatcher } from '#lib/http/testing/routes.ts'
import { quiet } from '#lib/http/testing/stage.ts'
import {
  type Answer,
  type Ask,
  askWith,
  issueKey,
  makeTenant,
  origin,
  type Tenant,
} from '#lib/http/testing/world.ts'

/*
 * How FreeSewing says no, and whose keys one reaches: every identifier with its status, and which of two comes first.
 */

withDatabase()

let ask: Ask
let tenant: Tenant
beforeAll(async () => {
  quiet()
  ask = askWith(await dispatcher())
  tenant = await makeTenant('seam')
}, 60_000)

interface Pair {
  key: string
  secret: string
}
const basic = ({ key, secret }: Pair) => ({
  authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`,
})
const said = ({ status, json }: Answer) => [status, json]
const refusal = (status: number, error: string) => [status, { result: 'error', error }]
const at = (path: string) => `/api/compat/freesewing${path}`
const as = (who: keyof Tenant['people']) => tenant.people[who].token
const make = async (level: number, who: keyof Tenant['people'] = 'MEMBER'): Promise<Pair> => {
  const body = { name: `level ${level}`, level, expiresIn: 3600 }
  const answer = await ask({ method: 'POST', path: at('/apikeys/jwt'), token: as(who), body })
  expect(answer.status, answer.text).toBe(201)
  return (answer.json as { apikey: Pair }).apikey
}

describe('a new key', () => {
  /** What is wrong with each field, in the order of the vendor's checks: all that comes later stays wrong. */
  const wrong: [string, 'name' | 'level' | 'expiresIn', unknown][] = [
    ['nameMissing', 'name', ''],
    ['levelMissing', 'level', undefined],
    ['levelNotNumeric', 'level', '2'],
    ['invalidLevel', 'level', 9],
    ['expiresInMissing', 'expiresIn', undefined],
    ['expiresInNotNumeric', 'expiresIn', '60'],
    ['expiresInHigherThanMaximum', 'expiresIn', 31_536_001],
  ]
  test.each(wrong)('is refused as %s before whatever else is wrong', async (error, field, value) => {
    const fields = ['name', 'level', 'expiresIn'] as const
    const before = fields.slice(0, fields.indexOf(field))
    const good = { name: 'a', level: 8, expiresIn: 60 }
    const body = {
      ...Object.fromEntries(before.map((name) => [name, good[name]])),
      ...(value !== undefined && { [field]: value }),
      unknown: true,
    }
    const answer = await ask({ method: 'POST', path: at('/apikeys/jwt'), token: as('MEMBER'), body })
    expect(said(answer)).toEqual(refusal(400, error))
  })

  test.each([
    ['levelMissing', '{"name":"a","level":"","expiresIn":60}'],
    ['levelMissing', '{"name":"a","level":false,"expiresIn":60}'],
    ['levelNotNumeric', '{"name":"a","level":[2],"expiresIn":60}'],
    ['invalidLevel', '{"name":"a","level":1e400,"expiresIn":60}'],
    ['expiresInMissing', '{"name":"a","level":2,"expiresIn":""}'],
    ['expiresInMissing', '{"name":"a","level":2,"expiresIn":null}'],
    ['expiresInNotNumeric', '{"name":"a","level":2,"expiresIn":1.5}'],
    ['expiresInNotNumeric', '{"name":"a","level":2,"expiresIn":-1e400}'],
    ['expiresInHigherThanMaximum', '{"name":"a","level":2,"expiresIn":1e400}'],
    ['postBodyMissing', 'null'],
  ])('is refused as %s for %s', async (error, body) => {
    const answer = await ask({ method: 'POST', path: at('/apikeys/jwt'), token: as('MEMBER'), body })
    expect(said(answer)).toEqual(refusal(400, error))
  })

  test('takes a name of 100 characters, trimmed, and none of 101', async () => {
    const named = (name: string) =>
      ask({
        method: 'POST',
        path: at('/apikeys/jwt'),
        token: as('MEMBER'),
        body: { name, level: 1, expiresIn: 1 },
      })
    const made = await named(` ${'n'.repeat(100)} `)
    expect((made.json as { apikey: { name: string } }).apikey.name).toBe('n'.repeat(100))
    expect(said(await named('n'.repeat(101)))).toEqual(refusal(400, 'nameInvalid'))
    expect(said(await named('  '))).toEqual(refusal(400, 'nameMissing'))
  })

  test('is not for who may make none', async () => {
    const body = { name: 'a', level: 0, expiresIn: 60 }
    const answer = await ask({ method: 'POST', path: at('/apikeys/jwt'), token: as('VIEWER'), body })
    expect(said(answer)).toEqual(refusal(403, 'insufficientAccessLevel'))
  })

  test('is no higher than the calling key, whatever else that holds, by its token either', async () => {
    const permissions = [...tenant.permissions.keys()]
    const { id, secret } = await issueKey(ask, as('OWNER'), { name: 'four', level: 4, permissions })
    const path = `/api/v1/keys/${id}/token?audience=${encodeURIComponent(`${origin}/api/v1`)}`
    const given = await ask({ method: 'GET', path, token: as('OWNER') })
    const { accessToken: token } = given.json as { accessToken: string }
    for (const [form, caller] of [
      ['key', { headers: basic({ key: id, secret }) }],
      ['jwt', { token }],
    ] as const) {
      const asked = (level: number) => {
        const body = { name: 'a', level, expiresIn: 60 }
        return ask({ method: 'POST', path: at(`/apikeys/${form}`), ...caller, body })
      }
      expect((await asked(4)).status).toBe(201)
      expect(said(await asked(5))).toEqual(refusal(400, 'keyLevelExceedsRoleLevel'))
    }
    expect(said(await ask({ method: 'GET', path: at('/whoami/jwt'), token }))).toEqual(
      refusal(403, 'insufficientAccessLevel'),
    )
  })
})

describe('what HTTP refuses has the vendor’s shape:', () => {
  test('an unknown path, with any method and no credential', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
      for (const path of ['', '/apikeys', '/apikeys/x', '/whoami', '/apikeys/x/jwt/y'])
        expect(said(await ask({ method, path: at(path) })), path).toEqual(refusal(404, 'notFound'))
  })

  test('a method that a path does not take, with those that it takes', async () => {
    const rows = [
      { path: '/apikeys/key', refused: ['PUT', 'PATCH', 'DELETE'], allow: 'GET, POST' },
      { path: `/apikeys/${tenant.organizationId}/jwt`, refused: ['POST', 'PUT'], allow: 'GET, DELETE' },
      { path: '/whoami/key', refused: ['POST', 'DELETE'], allow: 'GET' },
    ]
    for (const { path, refused, allow } of rows)
      for (const method of refused) {
        const answer = await ask({ method, path: at(path) })
        expect(said(answer)).toEqual(refusal(405, 'methodNotAllowed'))
        expect(answer.headers.get('allow')).toBe(allow)
      }
  })

  test('a body that is too long, and one that is no JSON by its own word', async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      ask({ method: 'POST', path: at('/apikeys/jwt'), token: as('MEMBER'), body, headers })
    expect(said(await post('x'.repeat(maxBodyBytes + 1)))).toEqual(refusal(413, 'payloadTooLarge'))
    expect(said(await post('name=a', { 'content-type': 'text/plain' }))).toEqual(
      refusal(415, 'unsupportedMediaType'),
    )
  })

  test('a query and a body that are not wanted', async () => {
    const token = as('MEMBER')
    expect(said(await ask({ method: 'GET', path: at('/apikeys/jwt?page=2'), token }))).toEqual(
      refusal(400, 'invalidRequest'),
    )
    const { key } = await make(1)
    const sent = { method: 'DELETE', path: at(`/apikeys/${key}/jwt`), token, body: { why: 'x' } }
    expect(said(await ask(sent))).toEqual(refusal(400, 'invalidRequest'))
  })

  test('too many requests, and when to go on', async () => {
    const caller = basic(await make(4))
    quiet(1)
    try {
      await ask({ method: 'GET', path: at('/whoami/key'), headers: caller })
      const answer = await ask({ method: 'GET', path: at('/whoami/key'), headers: caller })
      expect(said(answer)).toEqual(refusal(429, 'tooManyRequests'))
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      quiet()
    }
  })
})

describe('what fails on our side is told by the vendor’s word,', () => {
  afterEach(async () => {
    await database().prisma.$executeRawUnsafe('DROP TRIGGER IF EXISTS broken ON api_key')
    await database().prisma.$executeRawUnsafe('ALTER TABLE IF EXISTS broken_usage RENAME TO key_usage')
  })

  test('of its own where a key is made, and nothing is made', async () => {
    const { prisma } = database()
    await prisma.$executeRawUnsafe(
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$`,
    )
    await prisma.$executeRawUnsafe(
      'CREATE TRIGGER broken AFTER INSERT ON api_key FOR EACH ROW EXECUTE FUNCTION broken()',
    )
    const before = await prisma.apiKey.count()
    const body = { name: 'a', level: 1, expiresIn: 60 }
    const answer = await ask({ method: 'POST', path: at('/apikeys/jwt'), token: as('MEMBER'), body })
    expect(said(answer)).toEqual(refusal(500, 'createApikeyFailed'))
    expect(await prisma.apiKey.count()).toBe(before)
  })

  test('of ours elsewhere', async () => {
    await database().prisma.$executeRawUnsafe('ALTER TABLE key_usage RENAME TO broken_usage')
    const answer = await ask({ method: 'GET', path: at('/apikeys/jwt'), token: as('MEMBER') })
    expect(said(answer)).toEqual(refusal(500, 'internalError'))
  })
})

describe('of others’ keys', () => {
  const ids = async (who: keyof Tenant['people']) => {
    const { json } = await ask({ method: 'GET', path: at('/apikeys/jwt'), token: as(who) })
    return (json as { apikeys: { id: string }[] }).apikeys.map(({ id }) => id)
  }
  const one = (method: string, id: string, who: keyof Tenant['people']) =>
    ask({ method, path: at(`/apikeys/${id}/jwt`), token: as(who) })

  test('a list has none, an owner’s neither, and the newest of one’s own first', async () => {
    const [first, second, others] = [await make(1), await make(1), await make(1, 'OTHER')]
    expect((await ids('MEMBER')).slice(0, 2)).toEqual([second.key, first.key])
    expect(await ids('OTHER')).toContain(others.key)
    for (const who of ['MEMBER', 'OWNER'] as const) expect(await ids(who)).not.toContain(others.key)
  })

  test('a member finds none, and an owner reads and removes them', async () => {
    const { key } = await make(1, 'OTHER')
    for (const method of ['GET', 'DELETE'])
      expect(said(await one(method, key, 'MEMBER'))).toEqual(refusal(404, 'notFound'))
    expect((await one('GET', key, 'OWNER')).status).toBe(200)
    expect((await one('DELETE', key, 'OWNER')).status).toBe(204)
    expect(said(await one('GET', key, 'OWNER'))).toEqual(refusal(404, 'notFound'))
  })

  test('none are there for what is no id of a key', async () => {
    for (const id of ['1', '__proto__', 'x'.repeat(100), tenant.organizationId])
      for (const method of ['GET', 'DELETE'])
        expect(said(await one(method, id, 'OWNER')), id).toEqual(refusal(404, 'notFound'))
  })
})

test('a key of another contract speaks this one: by its id and secret, with no end, on the rung that it covers', async () => {
  const { id, secret } = await issueKey(ask, as('MEMBER'), {
    name: 'native',
    permissions: ['data:read', 'api_key:read:own', 'api_key:create:own'],
    expiresAt: null,
  })
  const headers = basic({ key: id, secret })
  const { json } = await ask({ method: 'GET', path: at('/whoami/key'), headers })
  expect(json).toEqual({
    result: 'success',
    apikey: { key: id, level: 1, expiresAt: null, name: 'native', userId: expect.any(Number) },
  })
  // It has no level of its own, so that what it holds decides alone.
  const made = (level: number) =>
    ask({ method: 'POST', path: at('/apikeys/key'), headers, body: { name: 'a', level, expiresIn: 60 } })
  expect((await made(1)).status).toBe(201)
  expect(said(await made(2))).toEqual(refusal(400, 'keyLevelExceedsRoleLevel'))
})

test('with the preset, keys see those of their owner from level 2 on, and manage them from level 4 on', async () => {
  const taught = await makeTenant('hem')
  const { token } = taught.people.OWNER
  // Of the ladder that an organization begins with, the bare rungs alone: the preset is to do it by itself.
  await database().prisma.levelPermission.deleteMany({ where: { organizationId: taught.organizationId } })
  const installed = await ask({ method: 'POST', path: '/api/v1/presets/freesewing', token })
  expect(installed.status, installed.text).toBe(200)
  const other = await issueKey(ask, token, { name: 'other', projectId: taught.first.id })
  for (let level = 0; level <= 8; level += 1) {
    const body = { name: 'a', level, expiresIn: 60 }
    const made = await ask({ method: 'POST', path: at('/apikeys/jwt'), token, body })
    expect(made.status, made.text).toBe(201)
    const headers = basic((made.json as { apikey: Pair }).apikey)
    const status = async (method: string, path: string, sent?: object) =>
      (await ask({ method, path: at(path), headers, body: sent })).status
    expect(
      {
        list: await status('GET', '/apikeys/key'),
        read: await status('GET', `/apikeys/${other.id}/key`),
        make: await status('POST', '/apikeys/key', { ...body, level: 0 }),
        whoami: await status('GET', '/whoami/key'),
      },
      `level ${level}`,
    ).toEqual({
      list: level < 2 ? 403 : 200,
      read: level < 2 ? 403 : 200,
      make: level < 4 ? 403 : 201,
      whoami: 200,
    })
    if (level < 4) expect(await status('DELETE', `/apikeys/${other.id}/key`)).toBe(403)
  }
})
