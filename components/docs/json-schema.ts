/** The part of JSON Schema 2020-12 that the contract's schemas come as. */
export interface JsonSchema {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: readonly unknown[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: JsonSchema
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  propertyNames?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  anyOf?: readonly JsonSchema[]
}

/** The schema without its `null` alternative, and whether it had one. */
export function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  if (!schema.anyOf) return { schema, nullable: schema.type === 'null' }
  const others = schema.anyOf.filter((one) => one.type !== 'null')
  if (others.length === schema.anyOf.length) return { schema, nullable: false }
  const { anyOf: _alternatives, ...rest } = schema
  const [only] = others
  return others.length === 1 && only
    ? { schema: { ...only, ...rest }, nullable: true }
    : { schema: { ...rest, anyOf: others }, nullable: true }
}

/** The schema of what a map holds, or null where it is no map. */
export function mapValue(schema: JsonSchema): JsonSchema | null {
  if (schema.properties || schema.additionalProperties === undefined) return null
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null
}
