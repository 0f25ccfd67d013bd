import type { Found } from '#lib/gate/reader.ts'

/** What a token may be made of: a good key, and what bounds the token besides. */
export interface Source {
  found: Found
  /** What may be asked for. */
  available: ReadonlySet<string>
  /** Whom the token is for by default, and whom it may be for; null: the project, and anybody. */
  audience: { usual: readonly string[]; admits: (audience: string) => boolean } | null
  /** Milliseconds since 1970. */
  ends: readonly (number | null)[]
  root?: string
}

/** A key itself: all that it holds, for whom it wants. */
export function ofKey(found: Found): Source {
  const { effective, expiresAt, secret } = found.record
  return { found, available: effective, audience: null, ends: [expiresAt, secret.notAfter] }
}
