/**
 * Columns for `unnest`, each written as the text of a PostgreSQL array. `pg` can write arrays too, but looks through every
 * element for what needs quoting, which for tens of thousands of ids and numbers a second is most of the work.
 */

/** Ids. Nothing that is not one of ours may be in it: they are not quoted. */
export function uuids<T>(rows: readonly T[], of: (row: T) => string | null): string {
  let text = '{'
  for (const row of rows) text += `${text.length > 1 ? ',' : ''}${of(row) ?? 'NULL'}`
  return `${text}}`
}

/** Whole numbers. */
export function numbers<T>(rows: readonly T[], of: (row: T) => number): string {
  let text = '{'
  for (const row of rows) text += text.length > 1 ? `,${of(row)}` : of(row)
  return `${text}}`
}

/** Milliseconds since 1970, for a `float8[]`. */
export const instants = numbers

/** Any text; no NUL may be in it, which PostgreSQL cannot hold. */
export function texts<T>(rows: readonly T[], of: (row: T) => string | null): string {
  // Outcomes, agents and addresses recur.
  const quoted = new Map<string, string>()
  let text = '{'
  for (const row of rows) {
    const value = of(row)
    let element = value === null ? 'NULL' : quoted.get(value)
    if (element === undefined) {
      element = `"${(value ?? '').replace(/["\\]/g, '\\$&')}"`
      quoted.set(value ?? '', element)
    }
    text += text.length > 1 ? `,${element}` : element
  }
  return `${text}}`
}
