import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { mounts } from '#lib/contracts/mounts.ts'
import { dialectDocument } from '#lib/openapi/dialect.ts'
import { spokenAt } from './spoken.ts'

describe.each(mounts)('the OpenAPI document of %s', (mount) => {
  const spoken = spokenAt(mount)
  const document = dialectDocument('https://keys.example.com', spoken)

  test('is valid by a public validator', async () => {
    const result = await new Validator().validate(structuredClone(document))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  test('has every operation under the vendor’s path, and no other', () => {
    const { paths, servers } = document as {
      paths: Record<string, Record<string, { operationId: string }>>
      servers: { url: string }[]
    }
    expect(servers).toEqual([{ url: `https://keys.example.com/api/compat/${mount}` }])
    const said = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId }]) => `${operationId} ${method} /api/compat/${mount}${path}`,
      ),
    )
    const there = spoken.operations.map(({ id, method, path }) => `${id} ${method.toLowerCase()} ${path}`)
    expect(said.sort()).toEqual(there.sort())
    expect(there.length).toBeGreaterThan(3)
  })
})
