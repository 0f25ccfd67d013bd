import { z } from 'zod'
import type { Metadata } from '#lib/contracts/api-key.ts'
import { line } from '#lib/contracts/fields.ts'

/*
 * What Vertesia's running service keeps of a key and decides nothing with here: its properties, clearance and compartments. They
 * lie in the key's metadata, each as one entry, so that services see them in a verdict.
 */

/** The most characters that an entry of metadata has. */
const longest = 500
const fitting = (value: unknown) => JSON.stringify(value).length <= longest
const tooLong = `As JSON at most ${longest} characters are kept`

export const attributes = {
  properties: z.record(z.string().max(100), z.unknown()).refine(fitting, tooLong).optional(),
  clearance: z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).optional(),
  compartments: z.array(line(100)).max(50).refine(fitting, tooLong).optional(),
}

const schema = z.object(attributes)
export type Attributes = z.infer<typeof schema>

const entry = (name: keyof Attributes) => `vertesia.${name}`

/** Metadata with what of the attributes is given. */
export function withAttributes(
  metadata: Metadata,
  { properties, clearance, compartments }: Attributes,
): Metadata {
  return {
    ...metadata,
    ...(properties && { [entry('properties')]: JSON.stringify(properties) }),
    ...(clearance !== undefined && { [entry('clearance')]: clearance }),
    ...(compartments && { [entry('compartments')]: JSON.stringify(compartments) }),
  }
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
