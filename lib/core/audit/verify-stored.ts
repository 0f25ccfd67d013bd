import { readStatement } from './statement.ts'
import { linkedOf, type StoredEvent, storedColumns } from './stored.ts'
import { type Attested, ChainVerifier, type Fault, type Progress } from './verify.ts'

/** Asks a database: a statement with `$1`, `$2` …, and its values. */
export type Query = <T>(statement: string, values: readonly (string | number)[]) => Promise<T[]>

/** What the organization remembers of its last event. */
export interface Head {
  seq: string
  hash: string
}

/** A stretch of a stored log, held against its chain. */
export interface Stretch {
  progress: Progress
  fault: Fault | null
  head: Head
  /** The newest checkpoint in the stretch; null where there is none. */
  agreed: Attested | null
  /** The log ends here. */
  isOver: boolean
}

/** Events that are hashed before others in this process have their turn. */
const turn = 50

type Row = Partial<StoredEvent> & { headSeq: string; headHash: string }

// One statement, so that the head is that of the same instant as the events.
const events = `
  SELECT o.audit_seq::text AS "headSeq", encode(o.audit_hash, 'hex') AS "headHash", found.*
  FROM organization o LEFT JOIN LATERAL (
    SELECT e.seq AS place, ${storedColumns} FROM audit_event e
    WHERE e.organization_id = o.id AND e.seq > $2::bigint ORDER BY e.seq LIMIT $3::int
  ) found ON true
  WHERE o.id = $1::uuid ORDER BY found.place`

const checkpoints = `
  SELECT seq::text AS seq, encode(hash, 'hex') AS hash, jws FROM audit_checkpoint
  WHERE organization_id = $1::uuid AND audit_checkpoint.seq > $2::bigint ORDER BY audit_checkpoint.seq LIMIT $3::int`

/**
 * Verifies the next events of a stored log, in memory and time that `size` bounds.
 * @param from where the last stretch ended; null: at the beginning
 * @param isTrusted whether a key, by its thumbprint, is one that signs this installation's checkpoints
 */
export async function verifyStretch(
  query: Query,
  {
    organizationId,
    from,
    size,
    isTrusted,
    attested = [],
  }: {
    organizationId: string
    from: Progress | null
    size: number
    isTrusted: (kid: string) => boolean
    /** Checkpoints that were kept elsewhere. */
    attested?: readonly Attested[]
  },
): Promise<Stretch> {
  const since = from?.last?.seq ?? '-9223372036854775808'
  // Before the events: so no checkpoint can be of one that comes after them.
  const stored = await query<{ seq: string; hash: string; jws: string }>(checkpoints, [
    organizationId,
    from?.last?.seq ?? '0',
    size + 1,
  ])
  const rows = await query<Row>(events, [organizationId, since, size])
  const [first] = rows
  if (!first) throw new Error(`No organization ${organizationId}`)
  const head = { seq: first.headSeq, hash: first.headHash }
  const found = rows.filter((row): row is Row & StoredEvent => row.id != null)
  const isOver = found.length < size
  const judged: Attested[] = [...attested]
  let forged: Fault | null = null
  const until = isOver ? null : BigInt(found.at(-1)?.seq ?? 0)
  for (const row of stored) {
    if (until !== null && BigInt(row.seq) > until) break
    const genuine = await genuineOf(row, organizationId, isTrusted)
    if (genuine) judged.push(genuine)
    else forged ??= forgery(row.seq)
  }
  const verifier = new ChainVerifier(
    from ? { from, attested: within(judged, until) } : { organizationId, attested: within(judged, until) },
  )
  let fault: Fault | null = null
  for (const [at, row] of found.entries()) {
    fault = verifier.take(linkedOf(row))
    if (fault) break
    if (at % turn === turn - 1) await new Promise(setImmediate)
  }
  if (!fault && isOver) fault = verifier.end(head)
  const { progress, agreed } = verifier
  const reached = BigInt(progress.last?.seq ?? 0)
  if (forged && (fault === null || BigInt(forged.seq) <= reached)) fault = forged
  return { progress, fault, head, agreed, isOver }
}

/** Those that this stretch can be held against. */
const within = (attested: readonly Attested[], until: bigint | null): Attested[] =>
  attested.filter(({ seq }) => until === null || BigInt(seq) <= until)

async function genuineOf(
  row: { seq: string; hash: string; jws: string },
  organizationId: string,
  isTrusted: (kid: string) => boolean,
): Promise<Attested | null> {
  const read = await readStatement(row.jws)
  if (!read || !isTrusted(read.kid)) return null
  const { seq, hash, at } = read.statement
  const isSame = read.statement.organizationId === organizationId && seq === row.seq && hash === row.hash
  return isSame ? { seq, hash, at } : null
}

const forgery = (seq: string): Fault => ({
  kind: 'checkpoint',
  seq,
  eventId: null,
  message: `The checkpoint of event ${seq} is not the one that was signed.`,
})
