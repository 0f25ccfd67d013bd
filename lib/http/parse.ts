import type { z } from 'zod'
import type { FieldProblem } from '#lib/contracts/problem.ts'
import { SurfaceError } from './surface-error.ts'

/** The most field errors that one answer lists. */
const maxFieldErrors = 50

/**
 * Parses a part of a request.
 * @throws SurfaceError invalid, with each field that was refused
 */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.slice(0, maxFieldErrors).flatMap(fieldsOf)
  const [first] = fields
  const where = first?.path ? `${first.path}: ` : ''
  throw new SurfaceError('invalid', first ? `${where}${first.message}` : 'The request is not valid.', fields)
}

/** A query string as an object. @throws SurfaceError invalid where a parameter is given twice */
export function queryOf(url: URL): Record<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (query.has(name)) {
      const message = 'Given twice'
      throw new SurfaceError('invalid', `${clip(name)}: ${message}`, [{ path: clip(name), message }])
    }
    query.set(name, value)
  }
  return Object.fromEntries(query)
}

function fieldsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = clip(issue.path.map(String).join('.'))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, maxFieldErrors).map((key) => ({
      path: clip([...issue.path.map(String), key].join('.')),
      message: 'There is no such field',
    }))
  return [{ path, message: issue.message.slice(0, 500).toWellFormed() }]
}

/** What a caller sent, short enough to say back. */
function clip(text: string): string {
  return text.toWellFormed().slice(0, 200)
}
