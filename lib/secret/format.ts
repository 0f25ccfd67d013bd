import type { KeyObject } from 'node:crypto'
import type { Ends } from './mask.ts'

/** The ways in which secrets are written, as `key_secret.format` names them: ours, and those of the contracts we speak. */
export const formatNames = ['native', 'dadosfera', 'trackgenesis', 'freesewing', 'vertesia'] as const
export type FormatName = (typeof formatNames)[number]

/** What a new secret is made for, as far as a format writes it into the secret. */
export interface Minting {
  /** The project's. */
  prefix: string
  /** The id of the key. */
  keyId: string
  /** Of the current pepper. */
  checksumKey: KeyObject
}

/**
 * A way in which secrets are written. A presented string is looked up only where one of the formats finds it
 * genuine; so a format that carries no checksum (most vendors') says what its secrets look like and leaves the rest to
 * the digest.
 */
export interface Format {
  name: FormatName
  /** Draws a new secret. @throws RangeError for a prefix or id that it cannot carry */
  mint(of: Minting): string
  /**
   * Whether the string could have been minted in this format. Must cost no look-up and must not tell by its time how
   * much of a checksum was right.
   * @param checksumKeys one for each pepper of the ring, the current one first
   */
  genuine(presented: string, checksumKeys: readonly KeyObject[]): boolean
  /** What of a secret may be kept and shown. */
  ends(secret: string): Ends
}
