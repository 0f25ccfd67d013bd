/**
 * The advisory lock on the sums of an organization's use, as SQL. Whoever counts in an hour that is over takes it shared, after counting
 * and before it looks how far was summed; whoever sums takes it alone. So each count is in the sums once.
 * @param organization an expression that is the organization's id as text
 */
export const usageLock = (organization: string) =>
  `hashtextextended('latchwork usage ' || ${organization}, 0)`
