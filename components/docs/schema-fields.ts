import { type JsonSchema, mapValue, withoutNull } from './json-schema.ts'

/** One line of a nested table that tells of a schema. */
export interface SchemaField {
  name: string
  /** `string`, `uuid`, `array of integer`, `object or null`. */
  type: string
  required: boolean
  description: string | null
  /** The closed list it is chosen from; empty where there is none. */
  values: readonly string[]
  /** `1 to 100 characters`, `default 50`. */
  limits: readonly string[]
  /** What an object, or each object of a list or map, holds. */
  fields: readonly SchemaField[]
}

/** The fields of an object schema; of a list or map, those of what it holds. */
export function schemaFields(schema: JsonSchema): SchemaField[] {
  const { properties, required } = objectIn(schema)
  return Object.entries(properties ?? {}).map(([name, field]) =>
    schemaField(name, field, required?.includes(name) ?? false),
  )
}

/** One field of a schema, with all it holds. */
export function schemaField(name: string, schema: JsonSchema, required: boolean): SchemaField {
  const { schema: shown, nullable } = withoutNull(schema)
  return {
    name,
    type: nullable ? `${typeText(shown)} or null` : typeText(shown),
    required,
    description: schema.description ?? null,
    values: valuesOf(shown),
    limits: limitsOf(shown),
    fields: schemaFields(shown),
  }
}

/** The object that a schema is, or that its items or values are. */
function objectIn(schema: JsonSchema): JsonSchema {
  const { schema: shown } = withoutNull(schema)
  if (shown.properties) return shown
  const inner = shown.items ?? mapValue(shown)
  return inner ? objectIn(inner) : {}
}

const formats: Readonly<Record<string, string>> = { 'date-time': 'instant', uri: 'address' }

/** The type in words, as one would say it: `array of integer or string`. */
export function typeText(schema: JsonSchema): string {
  const { schema: shown, nullable } = withoutNull(schema)
  const text = plainType(shown)
  return nullable && text !== 'null' ? `${text} or null` : text
}

function plainType(schema: JsonSchema): string {
  if (schema.anyOf) return alternatives(schema.anyOf.map(typeText))
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.items) return `array of ${plural(typeText(schema.items))}`
  const value = mapValue(schema)
  if (value) return `map of string to ${typeText(value)}`
  if (schema.format) return formats[schema.format] ?? schema.format
  return schema.type ?? 'any'
}

/** `a`, `a or b`, `a, b or c`; each once. */
function alternatives(all: readonly string[]): string {
  const once = [...new Set(all)]
  return once.length < 2 ? (once[0] ?? 'any') : `${once.slice(0, -1).join(', ')} or ${once.at(-1)}`
}

const plural = (type: string) => (type === 'object' ? 'objects' : type)

function valuesOf(schema: JsonSchema): string[] {
  const list = schema.enum ?? schema.items?.enum ?? schema.propertyNames?.enum ?? []
  return list.map(String)
}

/** Bounds that only say what every number of JSON can hold. */
const isReal = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER

function limitsOf(schema: JsonSchema): string[] {
  const limits: string[] = []
  if (!schema.enum && !schema.format)
    limits.push(...range(schema.minLength, schema.maxLength, 'character', 'characters'))
  limits.push(...range(schema.minimum, schema.maximum))
  limits.push(...range(schema.minItems, schema.maxItems, 'item', 'items'))
  if (schema.pattern && !schema.format) limits.push(`matches ${schema.pattern}`)
  if (schema.default !== undefined) limits.push(`default ${text(schema.default)}`)
  return limits
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function range(least: number | undefined, most: number | undefined, one = '', many = ''): string[] {
  const unit = (count: number) => (many === '' ? '' : ` ${count === 1 ? one : many}`)
  const shown = (count: number) => count.toLocaleString('en')
  const min = isReal(least) && !(many !== '' && least === 0) ? least : undefined
  const max = isReal(most) ? most : undefined
  if (min !== undefined && max !== undefined)
    return [min === max ? `exactly ${shown(min)}${unit(min)}` : `${shown(min)} to ${shown(max)}${unit(max)}`]
  if (max !== undefined) return [`at most ${shown(max)}${unit(max)}`]
  return min === undefined ? [] : [`at least ${shown(min)}${unit(min)}`]
}

/**
 * The fields of a query. They travel as text, so the schema of what is sent says less than the schema of what is
 * read: a list that is sent with commas is told as the list it stands for.
 */
export function queryFields(sent: JsonSchema, read: JsonSchema): SchemaField[] {
  return Object.entries(sent.properties ?? {}).map(([name, schema]) => {
    const required = sent.required?.includes(name) ?? false
    const meant = read.properties?.[name]
    if (!meant?.items || schema.type !== 'string') return schemaField(name, schema, required)
    const field = schemaField(
      name,
      { ...meant, ...(schema.description ? { description: schema.description } : {}) },
      required,
    )
    return { ...field, type: `${plainType(meant.items)}, parted by commas` }
  })
}
