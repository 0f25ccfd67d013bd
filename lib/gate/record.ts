import type { Metadata, Owner, RateLimit } from '#lib/contracts/api-key.ts'
import type { Allowlist } from './addresses.ts'

/** What the gate knows of a key through one of its secrets. Instants are milliseconds since 1970, by the database's clock. */
export interface KeyRecord {
  id: string
  organizationId: string
  projectId: string
  name: string
  owner: Owner
  /** Permissions ∪ role ∪ level, and of these what the project allows. */
  effective: ReadonlySet<string>
  /** The same by name, in order, as the answer carries it. */
  permissions: readonly string[]
  role: string | null
  level: number | null
  metadata: Metadata
  /** Neither disabled nor of an archived project. */
  enabled: boolean
  /** Whether its project is archived. */
  archived: boolean
  revoked: boolean
  expiresAt: number | null
  allowlist: Allowlist
  rateLimits: readonly RateLimit[]
  /** For how many seconds its organization goes on with what was known while the database is away; mostly 0. */
  staleSeconds: number
  /** Tokens of the key, by jti, that were revoked and are not past their time. */
  revokedTokens: ReadonlySet<string>
  secret: {
    id: string
    /** The instant from which this secret is refused; null for the newest one. */
    notAfter: number | null
    /** Whether the first use of this secret begins the grace of the one before. */
    startsGrace: boolean
  }
}
