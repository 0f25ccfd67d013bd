import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { mounts } from '#lib/contracts/mounts.ts'
import { sharedProblems } from '#lib/contracts/problem.ts'
import { dialectDocument } from '#lib/openapi/dialect.ts'
import { refusalAt, spokenAt } from './spoken.ts'

interface Described {
  operationId: string
  security?: object[]
  responses: Record<string, { headers?: object; content?: object }>
}
interface Document {
  servers: object[]
  security: object[]
  paths: Record<string, Record<string, Described>>
  components: { securitySchemes: Record<string, object>; schemas: Record<string, object> }
}

const documentAt = (mount: (typeof mounts)[number]) =>
  dialectDocument('https://keys.example.com', spokenAt(mount)) as unknown as Document

describe.each(mounts)('the OpenAPI document of %s', (mount) => {
  const { operations, refusals } = spokenAt(mount)
  const document = documentAt(mount)
  const { paths, servers, components } = document

  test('is valid by a public validator', async () => {
    const result = await new Validator().validate(structuredClone({ ...document }))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  test('has every operation under the vendor’s path, and no other', () => {
    expect(servers).toEqual([{ url: `https://keys.example.com/api/compat/${mount}` }])
    const said = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${mount}.${operationId} ${method} /api/compat/${mount}${path}`,
      ),
    )
    const there = operations.map(({ id, method, path }) => `${id} ${method.toLowerCase()} ${path}`)
    expect(said.sort()).toEqual(there.sort())
    expect(there.length).toBeGreaterThan(3)
  })

  test('has every refusal that all operations share, with the vendor’s status and in its shape', () => {
    for (const code of sharedProblems) {
      const { status, body } = refusalAt(mount, code)
      expect(refusals.safeParse(body).error, code).toBeUndefined()
      for (const { operationId, responses } of Object.values(paths).flatMap((path) => Object.values(path)))
        expect(responses[status]?.content, `${operationId} ${status}`).toEqual({
          'application/json': { schema: { $ref: '#/components/schemas/Refusal' } },
        })
    }
    expect(Object.keys(components.schemas)).toEqual(['Refusal'])
  })

  test('names schemes that it describes, and describes none that it does not name', () => {
    const each = Object.values(paths).flatMap((path) => Object.values(path))
    const named = [...document.security, ...each.flatMap(({ security = [] }) => security)].flatMap(
      Object.keys,
    )
    expect([...new Set(named)].sort()).toEqual(Object.keys(components.securitySchemes).sort())
  })
})

test('a credential travels as the vendor’s page shows it', () => {
  const schemes = (mount: (typeof mounts)[number]) => documentAt(mount).components.securitySchemes
  expect(schemes('dadosfera')).toMatchObject({ authorizationHeader: { in: 'header', name: 'authorization' } })
  expect(schemes('trackgenesis')).toMatchObject({ apiKeyHeader: { in: 'header', name: 'api-key' } })
  const { paths } = documentAt('freesewing')
  expect(paths['/apikeys/key']?.post?.security).toEqual([{ basic: [] }])
  expect(paths['/apikeys/jwt']?.post).not.toHaveProperty('security')
  expect(Object.keys(schemes('vertesia'))).toEqual(['bearer'])
})

test('a list says that it goes on, in headers', () => {
  const { paths } = documentAt('vertesia')
  expect(paths['/api/v1/apikeys']?.get?.responses['200']?.headers).toHaveProperty('Link')
  expect(paths['/api/v1/apikeys']?.post?.responses['200']).not.toHaveProperty('headers')
})
