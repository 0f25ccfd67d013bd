/** The shortest and the longest pause that the first and any later retry chooses from; milliseconds. */
const base = 50
const longest = 1_000

/**
 * How long to wait before retry number `retry` (from 0): anything from nothing to a bound that doubles, "full jitter", so
 * that callers who failed together do not come back together.
 *
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 * @param random from 0 to 1, 1 excluded
 */
export function pauseBefore(retry: number, random: number): number {
  return random * Math.min(longest, base * 2 ** retry)
}

/**
 * Reads Retry-After (RFC 9110, section 10.2.3), which is seconds or a date.
 * @param now milliseconds since 1970
 * @returns milliseconds from now, or undefined where the header is not there or cannot be read
 */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  // The form that HTTP has; Date.parse alone reads a year into almost anything.
  const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
