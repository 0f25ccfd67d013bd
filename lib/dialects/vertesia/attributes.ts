import { z } from 'zod'
import { type Metadata, metadata as metadataSchema } from '#lib/contracts/api-key.ts'
import { line, text } from '#lib/contracts/fields.ts'
import { invalidField } from '#lib/core/errors.ts'

/*
 * What Vertesia's running service keeps of a key and decides nothing with here: its properties, clearance and compartments. They
 * lie in the key's metadata, each as one entry, so that services see them in a verdict.
 */

/** The most characters that an entry of metadata has. */
const longest = 500
const tooLong = `As JSON at most ${longest} characters are kept, none of them a control character`

/** Whether a value is one that an entry takes as JSON. What nests so deep that it cannot be written is none. */
function fitting(value: unknown): boolean {
  try {
    return text(longest).safeParse(JSON.stringify(value)).success
  } catch {
    return false
  }
}

export const attributes = {
  properties: z.record(z.string().max(100), z.unknown()).refine(fitting, tooLong).optional(),
  clearance: z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).optional(),
  compartments: z.array(line(100)).max(50).refine(fitting, tooLong).optional(),
}

const schema = z.object(attributes)
export type Attributes = z.infer<typeof schema>

const entry = (name: keyof Attributes) => `vertesia.${name}`

/**
 * Metadata with what of the attributes is given.
 * @throws CoreError `invalid` where there is no room left for them
 */
export function withAttributes(
  metadata: Metadata,
  { properties, clearance, compartments }: Attributes,
): Metadata {
  const all = {
    ...metadata,
    ...(properties && { [entry('properties')]: JSON.stringify(properties) }),
    ...(clearance !== undefined && { [entry('clearance')]: clearance }),
    ...(compartments && { [entry('compartments')]: JSON.stringify(compartments) }),
  }
  if (metadataSchema.safeParse(all).success) return all
  throw invalidField('', 'The metadata of this key has no room for another of these')
}

/** The attributes in metadata; of what somebody has written there by hand, only what is one. */
export function attributesIn(metadata: Metadata): Attributes {
  const found = {
    properties: parsed(metadata[entry('properties')]),
    clearance: metadata[entry('clearance')],
    compartments: parsed(metadata[entry('compartments')]),
  }
  const good = Object.entries(attributes).flatMap(([name, attribute]) => {
    const { success, data } = attribute.safeParse(found[name as keyof Attributes])
    return success && data !== undefined ? [[name, data]] : []
  })
  return Object.fromEntries(good) as Attributes
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
