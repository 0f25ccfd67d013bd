import type { KeyObject } from 'node:crypto'

/**
 * A way in which secrets are written. A presented string is looked up only where one of the formats finds it
 * genuine; so a format that carries no checksum (a vendor's) says what its secrets look like and leaves the rest to
 * the digest.
 */
export interface Format {
  /** What `key_secret.format` holds. */
  name: string
  /**
   * Whether the string could have been minted in this format. Must cost no look-up and must not tell by its time how
   * much of a checksum was right.
   * @param checksumKeys one for each pepper of the ring, the current one first
   */
  genuine(presented: string, checksumKeys: readonly KeyObject[]): boolean
}
