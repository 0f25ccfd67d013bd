import { canonical } from './canonical.ts'
import type { LinkedEvent } from './chain.ts'
import { asLinked } from './linked-shape.ts'
import type { ExportRecord } from './verify-export.ts'

/**
 * A line of an exported log: the event in canonical JSON (RFC 8785).
 * @param filter what narrowed the export; null where it is whole
 */
export function ndjsonLine(event: LinkedEvent, filter: string | null): string {
  return `${canonical(filter === null ? event : { ...event, filter })}\n`
}

/** Reads a line back. One that is written in any other way than ours could say different things to different readers. */
export function readNdjsonLine(text: string, line: number): ExportRecord {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { line, event: null, problem: 'it is not JSON.' }
  }
  const read = asLinked(value)
  if (!read) return { line, event: null, problem: 'it has not the fields of an event.' }
  if (canonical(value) !== text)
    return { line, event: null, problem: 'it is not written as it was exported.' }
  return { line, ...read }
}
