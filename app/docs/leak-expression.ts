import { leakedKeyPattern } from '#lib/secret/native.ts'

/** The pattern of leaked keys for scanners that know no look-around: what `leakedKeyPattern` matches, without its edges. */
export function leakExpression(): string {
  return leakedKeyPattern.source.replace(/^\(\?<!.*?\)/, '').replace(/\(\?!.*?\)$/, '')
}
