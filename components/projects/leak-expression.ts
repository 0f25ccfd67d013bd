/**
 * The expression that finds leaked keys of one project: its prefix, and of the general expression what comes after the prefix.
 * @param general finds the keys of every project; its last `_` stands between prefix and body
 */
export function leakExpressionOf(prefix: string, general: string): string {
  return prefix + general.slice(general.lastIndexOf('_['))
}
