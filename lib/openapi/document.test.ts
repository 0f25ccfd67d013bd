import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { gatewayKeyHeader } from '#lib/contracts/operation.ts'
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
    const also = operations.filter(({ gateway }) => gateway).map(({ id }) => `${id}Head`)
    expect(ids.sort()).toEqual([...operations.map(({ id }) => id), ...also].sort())
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('names every path parameter that its path has', () => {
    for (const { path, params } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = Object.keys((params as unknown as { shape: object }).shape)
      expect(declared.sort(), path).toEqual(inPath.sort())
    }
  })

  test('asks a gateway for its own key and its client’s together, and answers it in headers', () => {
    const { paths, components } = openApiDocument(origin) as {
      paths: Record<string, Record<string, { security: object[]; responses: Record<string, object> }>>
      components: { securitySchemes: Record<string, object> }
    }
    const path = paths['/api/v1/authorize/{projectId}']
    expect(components.securitySchemes.gatewayKey).toMatchObject({ in: 'header', name: gatewayKeyHeader })
    for (const method of ['get', 'head']) {
      expect(path?.[method]?.security).toEqual([
        { gatewayKey: [], bearer: [] },
        { gatewayKey: [], apiKeyHeader: [] },
        { gatewayKey: [], basic: [] },
      ])
      expect(path?.[method]?.responses['200']).not.toHaveProperty('content')
      expect(path?.[method]?.responses['200']).toHaveProperty('headers.x-latchwork-key-id')
    }
  })
})
