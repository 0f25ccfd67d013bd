/**
 * The permission query of a verification: names joined with `and`, `or` and parentheses; `and` binds tighter.
 *
 *     query  = all *( "or" all )
 *     all    = one *( "and" one )
 *     one    = name | "(" query ")"
 */
export type PermissionQuery =
  | { kind: 'name'; name: string }
  | { kind: 'and' | 'or'; of: readonly PermissionQuery[] }

/** The longest query, in characters, and the deepest nesting that is read. */
export const maxQueryLength = 1000
export const maxQueryDepth = 20

const token = /\s*([()]|[^\s()]+)/y
const nameShape = /^[a-z][a-z0-9_]*(:[a-z0-9_]+){0,2}$/

/**
 * Reads a permission query.
 * @throws SyntaxError with a sentence that says what was expected where
 */
export function parsePermissionQuery(text: string): PermissionQuery {
  if (text.length > maxQueryLength) throw new SyntaxError(`A query has at most ${maxQueryLength} characters`)
  const tokens = tokenize(text)
  let at = 0

  const joined = (
    word: 'and' | 'or',
    next: (depth: number) => PermissionQuery,
    depth: number,
  ): PermissionQuery => {
    const of = [next(depth)]
    while (tokens[at]?.toLowerCase() === word) {
      at += 1
      of.push(next(depth))
    }
    return of.length === 1 && of[0] ? of[0] : { kind: word, of }
  }
  const query = (depth: number): PermissionQuery => joined('or', all, depth)
  const all = (depth: number): PermissionQuery => joined('and', one, depth)
  const one = (depth: number): PermissionQuery => {
    const found = tokens[at]
    at += 1
    if (found === '(') {
      if (depth >= maxQueryDepth) throw new SyntaxError(`Parentheses nest at most ${maxQueryDepth} deep`)
      const inner = query(depth + 1)
      if (tokens[at] !== ')') throw new SyntaxError('A parenthesis is not closed')
      at += 1
      return inner
    }
    if (found === undefined) throw new SyntaxError('Expected a permission at the end of the query')
    if (!nameShape.test(found)) throw new SyntaxError(`Expected a permission, found “${found}”`)
    return { kind: 'name', name: found }
  }

  const parsed = query(0)
  if (at < tokens.length) throw new SyntaxError(`Expected “and” or “or”, found “${tokens[at]}”`)
  return parsed
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  for (let match = token.exec(text); match; match = token.exec(text)) if (match[1]) tokens.push(match[1])
  return tokens
}

/** True where `held` satisfies the query. */
export function satisfies(held: ReadonlySet<string>, query: PermissionQuery): boolean {
  if (query.kind === 'name') return held.has(query.name)
  return query.kind === 'and'
    ? query.of.every((part) => satisfies(held, part))
    : query.of.some((part) => satisfies(held, part))
}

/** Every permission that the query names, once each. */
export function namesOf(query: PermissionQuery): string[] {
  return query.kind === 'name' ? [query.name] : [...new Set(query.of.flatMap(namesOf))]
}
