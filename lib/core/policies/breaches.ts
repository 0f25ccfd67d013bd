import { holds } from '#lib/contracts/permissions.ts'
import type { PolicyRules } from '#lib/contracts/policy-rules.ts'

/** What of a key the rules about its form are about. */
export interface KeyForm {
  createdAt: Date
  expiresAt: Date | null
  ipAllowlist: readonly string[]
  /** All that it is given, by whatever way; what its project does not allow it among that, since a limit may be lifted. */
  effective: ReadonlySet<string>
}

/** The last instant at which a key may end. @param maxLifetime seconds */
export const latestEnd = ({ createdAt }: Pick<KeyForm, 'createdAt'>, maxLifetime: number): Date =>
  new Date(createdAt.getTime() + maxLifetime * 1000)

/** True where a key lives longer than it may. */
export const livesTooLong = (key: KeyForm, { maxLifetime }: PolicyRules): boolean =>
  maxLifetime !== undefined && (key.expiresAt === null || key.expiresAt > latestEnd(key, maxLifetime))

export const lacksExpiry = ({ expiresAt }: KeyForm, { requireExpiry }: PolicyRules): boolean =>
  requireExpiry === true && expiresAt === null

export const lacksAddresses = ({ ipAllowlist }: KeyForm, { requireAddresses }: PolicyRules): boolean =>
  requireAddresses === true && ipAllowlist.length === 0

/** Those of `names` that a set holds, by their own name or by that of `:any`. */
export const heldOf = (effective: ReadonlySet<string>, names: readonly string[] | undefined): string[] =>
  (names ?? []).filter((name) => holds(effective, name))
