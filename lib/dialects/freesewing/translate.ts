import type { ApiKey } from '#lib/contracts/api-key.ts'
import { holdsAll, type Rung } from '#lib/contracts/permissions.ts'

/** What of a key FreeSewing's answers are made of, besides the key itself. */
export interface Known {
  /** The number of its owner. */
  userId: number
  level: number
}

/**
 * The level that a key is shown with: its own, or for one that was made without, the highest rung that it covers together with all
 * below. A rung that adds nothing does not count.
 * @param ladder in any order
 */
export function levelOf(
  key: { level: number | null; effective: ReadonlySet<string> },
  ladder: readonly Rung[],
): number {
  if (key.level !== null) return key.level
  let covered = 0
  for (const { level, permissions } of ladder.toSorted((one, other) => one.level - other.level)) {
    if (!holdsAll(key.effective, permissions)) break
    if (permissions.length > 0) covered = level
  }
  return covered
}

/** A key as it is read. */
export function apikeyOf({ id, createdAt, expiresAt, name }: ApiKey, { level, userId }: Known) {
  return { key: id, level, createdAt, expiresAt, name, userId }
}

/**
 * A key as it is listed.
 * @param calls how often it was verified
 */
export function listedOf(
  { id, createdAt, expiresAt, name, lastUsedAt }: ApiKey,
  { level, userId }: Known,
  calls: number,
) {
  return { id, calls, createdAt, expiresAt, name, lastSeen: lastUsedAt, level, userId }
}

/** A key as it sees itself. */
export function itselfOf(key: ApiKey, known: Known) {
  const { createdAt: _, ...rest } = apikeyOf(key, known)
  return rest
}
