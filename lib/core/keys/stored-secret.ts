import type { Minted } from '#lib/secret/ring.ts'

/** What the database keeps of a new secret: its digest and its mask. */
export function storedSecret(minted: Minted, generation: number, createdAt: Date) {
  return {
    digest: minted.digest,
    pepperVersion: minted.pepperVersion,
    format: minted.format,
    start: minted.start,
    last: minted.last,
    generation,
    createdAt,
  }
}
