import { describe, expect, test } from 'vitest'
import { queryFields, schemaField, schemaFields, typeText } from './schema-fields.ts'

describe('a schema is told in words', () => {
  test('types: formats by their names, alternatives once each, null last', () => {
    expect(typeText({ type: 'string', format: 'date-time' })).toBe('instant')
    expect(typeText({ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'string' }] })).toBe(
      'string or integer',
    )
    expect(typeText({ anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] })).toBe('uuid or null')
    expect(typeText({ type: 'array', items: { type: 'object', properties: {} } })).toBe('array of objects')
    expect(typeText({ type: 'object', additionalProperties: { type: 'boolean' } })).toBe(
      'map of string to boolean',
    )
    expect(typeText({})).toBe('any')
  })

  test('limits: what binds, and not what every number of JSON can hold', () => {
    const limits = (schema: Parameters<typeof schemaField>[1]) => schemaField('x', schema, true).limits
    expect(limits({ type: 'string', minLength: 1, maxLength: 100 })).toEqual(['1 to 100 characters'])
    expect(limits({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).toEqual(['at least 0'])
    expect(limits({ type: 'array', items: {}, minItems: 10, maxItems: 10 })).toEqual(['exactly 10 items'])
    expect(limits({ type: 'string', pattern: '^a$', default: 'a' })).toEqual(['matches ^a$', 'default a'])
    expect(limits({ type: 'string', format: 'uuid', maxLength: 36, pattern: '^x' })).toEqual([])
  })

  test('the fields of an object, of the objects in a list, and of those under a nullable', () => {
    const inner = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] }
    const fields = schemaFields({
      type: 'object',
      properties: {
        list: { type: 'array', items: inner },
        maybe: { anyOf: [inner, { type: 'null' }], description: 'Perhaps' },
      },
      required: ['list'],
    })
    expect(fields.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['list', 'array of objects', true],
      ['maybe', 'object or null', false],
    ])
    expect(fields.map(({ fields: held }) => held.map(({ name }) => name))).toEqual([['id'], ['id']])
    expect(fields[1]?.description).toBe('Perhaps')
  })
})

test('a list that travels with commas is told as the list it stands for', () => {
  const [status] = queryFields(
    { properties: { status: { type: 'string', maxLength: 4000 } } },
    { properties: { status: { type: 'array', maxItems: 2, items: { type: 'string', enum: ['a', 'b'] } } } },
  )
  expect(status).toMatchObject({
    type: 'string, parted by commas',
    values: ['a', 'b'],
    limits: ['at most 2 items'],
    required: false,
  })
})
