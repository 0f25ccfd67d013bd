import type { Metadata } from '#lib/contracts/api-key.ts'

export type MetadataValue = Metadata[string]

const scalar = /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[^"\\]|\\.)*")$/

/** What a typed text stands for: `42` a number, `true` a yes, `"42"` the text 42, everything else the text as it is. */
export function metadataValue(text: string): MetadataValue {
  const trimmed = text.trim()
  if (!scalar.test(trimmed)) return trimmed
  try {
    return JSON.parse(trimmed) as MetadataValue
  } catch {
    return trimmed
  }
}

/** How a value is shown for editing, so that `metadataValue` gives it back: quotes only where they are needed. */
export function metadataText(value: MetadataValue): string {
  if (typeof value !== 'string') return String(value)
  return metadataValue(value) === value ? value : JSON.stringify(value)
}
