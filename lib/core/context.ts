import type { MemberRole } from '#lib/contracts/permissions.ts'
import type { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import type { Scope } from '#lib/db/notices.ts'

/** A Prisma client, or the transaction that stands in for it. */
export type Db = PrismaClient | Prisma.TransactionClient

/** Who acts. Every credential the server takes becomes one of these. */
export type Actor =
  | { type: 'anonymous' }
  /** A person, by a browser's session or an access token; both name a row of `session`. */
  | { type: 'user'; id: string; name: string; email: string; sessionId: string }
  /** An API key, bound to its project; `:own` means the keys of its owner. */
  | { type: 'key'; id: string; name: string; owner: KeyOwner }
  /** The server itself: the first start, a job, a seed. */
  | { type: 'system'; name: string }

/** Exactly one of the two is set. */
export type KeyOwner = { userId: string; serviceAccountId: null } | { userId: null; serviceAccountId: string }

/** Where a request came from, for the audit log. */
export interface Origin {
  requestId: string
  ip: string | null
  userAgent: string | null
}

/**
 * What every verb is called with: the database (or the transaction it takes part in), who acts, where, and what the
 * actor holds there. No verb can be called without one.
 */
export interface Ctx {
  db: Db
  actor: Actor
  /** null where the actor is a member of no organization, or anonymous. */
  organizationId: string | null
  /** A key's project; for a person, the project chosen in this session, a mere default. */
  projectId: string | null
  /** The projects that bound all that the actor does: a key's own, those a member is limited to. null: every project there is. */
  reach: readonly string[] | null
  /** A person's role in the organization. */
  role: MemberRole | null
  /** The effective set; all authorization reads it. */
  permissions: ReadonlySet<string>
  origin: Origin
  /** Tells which of its permissions a key that calls us has used; there for keys alone. */
  uses?: (permission: string) => void
  /** Run after the commit, before the caller is answered; see `transaction`. */
  afterCommit?: (() => Promise<void>)[]
  /** What this transaction has changed of keys; see `changed`. */
  touched?: Set<Scope>
  /** Fields of the answer that are known only after the commit, where another than the verb commits; see `once`. */
  late?: Record<string, unknown>
}
