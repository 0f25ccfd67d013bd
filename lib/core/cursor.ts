import { z } from 'zod'
import { invalidField } from './errors.ts'

/** Where a page ended: the sort it belongs to, the value sorted by, and the id that breaks ties. */
const position = z.strictObject({ of: z.string().max(50), value: z.string().max(500), id: z.guid() })
export type Position = z.infer<typeof position>

/** A position as an opaque, URL-safe word. */
export function encodeCursor(at: Position): string {
  return Buffer.from(JSON.stringify([at.of, at.value, at.id])).toString('base64url')
}

/** @throws CoreError `invalid` for a cursor that is not ours, or of a list sorted in another way */
export function decodeCursor(cursor: string, of: string): Position {
  const refusal = () => invalidField('cursor', 'Not a cursor of this list; start from its first page.')
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw refusal()
  }
  if (!Array.isArray(parts)) throw refusal()
  const parsed = position.safeParse({ of: parts[0], value: parts[1], id: parts[2] })
  if (!parsed.success || parsed.data.of !== of || !clean(parsed.data.value)) throw refusal()
  return parsed.data
}

const clean = (value: string) => value.isWellFormed() && !value.includes('\0')
