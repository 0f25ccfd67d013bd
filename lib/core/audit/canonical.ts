/**
 * JSON with the keys of every object in code-unit order and no white space, as RFC 8785 has it, so that the same value
 * always gives the same bytes. PostgreSQL's jsonb keeps no order of its own.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    return `{${entries.join(',')}}`
  }
  return JSON.stringify(value ?? null)
}
