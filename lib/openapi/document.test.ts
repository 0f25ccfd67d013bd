import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { operations } from '#lib/contracts/operations.ts'
import { openApiDocument } from './document.ts'

const origin = 'https://keys.example.com'

describe('the OpenAPI document', () => {
  test('is valid by a public validator', async () => {
    const result = await new Validator().validate(structuredClone(openApiDocument(origin)))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  test('has every operation under its own id, and no other', () => {
    const { paths } = openApiDocument(origin) as {
      paths: Record<string, Record<string, { operationId: string }>>
    }
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    expect(ids.sort()).toEqual(operations.map(({ id }) => id).sort())
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('names every path parameter that its path has', () => {
    for (const { path, params } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = Object.keys((params as unknown as { shape: object }).shape)
      expect(declared.sort(), path).toEqual(inPath.sort())
    }
  })
})
