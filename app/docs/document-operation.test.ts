import { describe, expect, test } from 'vitest'
import { examples } from '#components/docs/examples.ts'
import { operations } from '#lib/contracts/operations.ts'
import { leakedKeyPattern } from '#lib/secret/native.ts'
import { documentOperation } from './document-operation.ts'

describe.each(operations.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
  const shown = documentOperation(operation)

  test('its example request is one that the operation accepts', () => {
    expect(operation.params.safeParse(shown.example.params).error).toBeUndefined()
    expect(operation.query.safeParse(shown.example.query).error).toBeUndefined()
    if (operation.body) expect(operation.body.safeParse(shown.example.body).error).toBeUndefined()
    else expect(shown.example.body).toBeUndefined()
  })

  test('its example answer is one that the operation gives', () => {
    if (operation.reply && !operation.stream)
      expect(operation.reply.safeParse(shown.exampleReply).error).toBeUndefined()
    else expect(shown.exampleReply).toBeUndefined()
  })

  test('tells every parameter, and every field of body and reply', () => {
    const shape = (schema: unknown) => Object.keys((schema as { shape?: object } | null)?.shape ?? {})
    const names = (fields: readonly { name: string }[] | null) => (fields ?? []).map(({ name }) => name)
    expect(names(shown.params)).toEqual(shape(operation.params))
    expect(names(shown.query)).toEqual(shape(operation.query))
    expect(names(shown.body)).toEqual(shape(operation.body))
    expect(names(shown.reply)).toEqual(shape(operation.reply))
  })

  test('shows no text that a secret scanner would take for a key', () => {
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(leakedKeyPattern.source))
  })
})

test('every prepared example is of an operation that exists', () => {
  const ids = new Set(operations.map(({ id }) => id))
  expect(Object.keys(examples).filter((id) => !ids.has(id))).toEqual([])
})
