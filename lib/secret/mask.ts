const shownCharacters = 4

/** The part of a secret that may be kept and shown: enough to recognize it, far from enough to guess it. */
export interface Ends {
  start: string
  last: string
}

/**
 * The first and last characters of a secret, for lists and search.
 *
 * The start is everything up to the last `_` or `-` of the prefix and four characters more; of 256 random bits a
 * native start tells 24, and its last four characters are of the checksum and tell none.
 */
export function endsOf(secret: string): Ends {
  const prefix = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*[_-](?=[^_-]+$)/.exec(secret)?.[0] ?? ''
  return { start: secret.slice(0, prefix.length + shownCharacters), last: secret.slice(-shownCharacters) }
}

/** How a secret appears once it has been shown: `lw_live_Vt7f…q3kD`. */
export function mask(start: string, last: string): string {
  return `${start}…${last}`
}
