import type { z } from 'zod'

/** The parts of a zod definition that the generators read. */
interface Definition {
  type: string
  format?: string
  innerType?: z.ZodType
  in?: z.ZodType
  element?: z.ZodType
  valueType?: z.ZodType
  options?: z.ZodType[]
  shape?: Record<string, z.ZodType>
  entries?: Record<string, unknown>
  values?: unknown[]
}

const definition = (schema: z.ZodType) => schema._zod.def as unknown as Definition

/** A schema without what merely lets its value be missing, null or transformed. */
export function core(schema: z.ZodType): z.ZodType {
  const def = definition(schema)
  const inner = def.innerType ?? (def.type === 'pipe' ? def.in : undefined)
  return inner ? core(inner) : schema
}

/** True where a field of this schema may be left out. */
export const mayBeMissing = (schema: z.ZodType) => schema.safeParse(undefined).success

/** The fields of an object's schema; none for anything else. */
export const fieldsOf = (schema: z.ZodType | null): Record<string, z.ZodType> =>
  (schema && definition(core(schema)).shape) ?? {}

/** Where a value stands in a body: `['rateLimits', 0, 'name']`. */
export type Path = readonly (string | number)[]

/** Every place in a value of the schema, the value itself first; one element stands for all of an array or record. */
export function places(schema: z.ZodType, at: Path = []): { at: Path; schema: z.ZodType }[] {
  const def = definition(core(schema))
  const below = [
    ...Object.entries(def.shape ?? {}).flatMap(([name, field]) => places(field, [...at, name])),
    ...(def.element ? places(def.element, [...at, 0]) : []),
    ...(def.type === 'record' && def.valueType ? places(def.valueType, [...at, 'sample']) : []),
  ]
  return [{ at, schema }, ...below]
}

/** True for a field that holds an id of something. */
export const isId = (schema: z.ZodType): boolean => {
  const def = definition(core(schema))
  if (def.type === 'array' && def.element) return isId(def.element)
  return def.format === 'guid' || def.format === 'uuid'
}

/** Values to try for a field, by its name, before the common ones. */
export type Known = (name: string) => readonly unknown[]

/** What fits most fields of most contracts; the first that a field's own schema takes is used. */
const common: readonly unknown[] = [
  'sample',
  '0198c0de-0000-7000-8000-000000000000',
  '2031-01-31T12:00:00Z',
  '203.0.113.7',
  'person@example.com',
  'https://example.com/',
  'a long enough phrase',
  '123456',
  1,
  60,
  true,
  'true',
  null,
]

/**
 * A value that a schema takes: required fields alone, or with as few of the others as its refinements ask for.
 * @throws Error with a sentence where none is found
 */
export function sample(schema: z.ZodType, known: Known = () => [], name = ''): unknown {
  const def = definition(core(schema))
  for (const candidates of [known(name), ofType(def, known, name), common])
    for (const candidate of candidates) if (schema.safeParse(candidate).success) return candidate
  throw new Error(`No sample for “${name}” (${def.type}): name values for it in the fixture of the tests.`)
}

function ofType(def: Definition, known: Known, name: string): Iterable<unknown> {
  switch (def.type) {
    case 'object':
      return objects(def.shape ?? {}, known)
    case 'array':
      return [[], ...(def.element ? [[sample(def.element, known, name)]] : [])]
    case 'record':
      return [{}]
    case 'enum':
      return Object.values(def.entries ?? {})
    case 'literal':
      return def.values ?? []
    case 'union':
      return (def.options ?? []).flatMap((option) => attempt(option, known, name))
    default:
      return []
  }
}

/** The sample of a schema in a list; none where there is none. */
function attempt(schema: z.ZodType, known: Known, name: string): unknown[] {
  try {
    return [sample(schema, known, name)]
  } catch {
    return []
  }
}

/** The required fields; then with one of the others; then with more and more of them. */
function* objects(shape: Record<string, z.ZodType>, known: Known): Generator<object> {
  const fields = Object.entries(shape)
  const required: Record<string, unknown> = {}
  for (const [name, field] of fields) if (!mayBeMissing(field)) required[name] = sample(field, known, name)
  yield required
  const alone = fields
    .filter(([, field]) => mayBeMissing(field))
    .flatMap(([name, field]) =>
      attempt(present(field), known, name).map((value) => ({ ...required, [name]: value })),
    )
  yield* alone
  for (const count of alone.keys()) yield Object.assign({}, ...alone.slice(0, count + 1)) as object
}

/** A schema that wants a value, so that the sample of an optional field is one. */
function present(schema: z.ZodType): z.ZodType {
  const def = definition(schema)
  const wrapped = def.type === 'optional' || def.type === 'nullable' || def.type === 'default'
  return wrapped && def.innerType ? present(def.innerType) : schema
}

/** A sample with every field there, for the generators to spoil; falls back to the least sample. */
export function fullSample(schema: z.ZodType, known: Known = () => []): unknown {
  const least = sample(schema, known)
  let value = least
  for (const [name, field] of Object.entries(fieldsOf(schema))) {
    for (const fill of filling(present(field), known, name)) {
      const filled = { ...(value as object), [name]: fill }
      if (schema.safeParse(filled).success) value = filled
    }
  }
  return value
}

/** Like `sample`, but an array has an element and a record an entry. */
function filling(schema: z.ZodType, known: Known, name: string): unknown[] {
  const def = definition(core(schema))
  const candidates = [
    ...known(name),
    ...(def.element ? attempt(def.element, known, name).map((element) => [element]) : []),
    ...(def.type === 'record' && def.valueType ? [{ sample: sample(def.valueType, known, 'sample') }] : []),
  ]
  const found = candidates.find((candidate) => schema.safeParse(candidate).success)
  return found === undefined ? attempt(schema, known, name) : [found]
}
