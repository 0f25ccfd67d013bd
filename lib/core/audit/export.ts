import { type ExportFormat, type exportAuditEvents, exportFormats } from '#lib/contracts/audit.ts'
import type { Input, Reply } from '#lib/contracts/operation.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization, requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { transaction } from '../transaction.ts'
import type { LinkedEvent } from './chain.ts'
import { csvHeader, csvRow } from './csv.ts'
import { filterText } from './filter.ts'
import { type Narrowed, narrow } from './narrow.ts'
import { ndjsonLine } from './ndjson.ts'
import { record } from './record.ts'
import { linkedOf, type StoredEvent, storedColumns } from './stored.ts'

/** Places of the log that one statement reads: some hundred kilobytes of an export. */
const stretch = 500n
/** The same where filters leave out most of them. */
const narrowedStretch = 4_000n

const writers: Record<
  ExportFormat,
  { head(filter: string | null): string; row(event: LinkedEvent, filter: string | null): string }
> = {
  ndjson: { head: () => '', row: ndjsonLine },
  csv: { head: csvHeader, row: csvRow },
}

/**
 * The log as a file, the oldest event first, up to its head as it is now, this export's own event included.
 *
 * It is read in stretches, each a statement by itself, when the reader has taken the one before: what lies at or before the head is
 * never changed, so that they fit together as in one snapshot, and a slow reader holds no transaction and no connection.
 * @throws CoreError `forbidden`
 */
export async function exportEvents(
  ctx: Ctx,
  { format, ...filter }: Input<typeof exportAuditEvents>,
): Promise<Reply<typeof exportAuditEvents>> {
  requirePermission(ctx, 'audit_event:read')
  const organizationId = requireOrganization(ctx)
  const narrowedBy = filterText(filter, ctx.reach)
  const { name, auditSeq: head } = await transaction(ctx, async (tx) => {
    const organization = await tx.db.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { name: true },
    })
    await record(tx, {
      action: 'audit.export',
      target: { type: 'organization', id: organizationId, name: organization.name },
      detail: { format, filter: narrowedBy },
    })
    const { auditSeq } = await tx.db.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: { auditSeq: true },
    })
    return { ...organization, auditSeq }
  })
  const narrowed = await narrow(ctx, filter)
  return {
    type: exportFormats[format],
    filename: `${fileName(name)}-audit-log-${head}${narrowedBy === null ? '' : '-narrowed'}.${format}`,
    chunks: chunksOf(ctx, narrowed, head, format, narrowedBy),
  }
}

async function* chunksOf(
  ctx: Ctx,
  narrowed: Narrowed | null,
  head: bigint,
  format: ExportFormat,
  narrowedBy: string | null,
): AsyncGenerator<string> {
  const writer = writers[format]
  const first = writer.head(narrowedBy)
  if (first) yield first
  if (!narrowed) return
  const { organizationId, above, below, matches, drivers } = narrowed
  const conditions = [...matches, ...drivers.map(({ match }) => match)]
  const also = conditions.length === 0 ? Prisma.empty : Prisma.sql` AND ${Prisma.join(conditions, ' AND ')}`
  const step = conditions.length === 0 ? stretch : narrowedStretch
  const last = below !== null && below - 1n < head ? below - 1n : head
  for (let from = above; from < last; from += step) {
    const to = from + step < last ? from + step : last
    const rows = await ctx.db.$queryRaw<StoredEvent[]>`
      SELECT ${Prisma.raw(storedColumns)} FROM audit_event e
      WHERE e.organization_id = ${organizationId}::uuid AND e.seq > ${from} AND e.seq <= ${to}${also}
      ORDER BY e.seq`
    if (rows.length > 0) yield rows.map((row) => writer.row(linkedOf(row), narrowedBy)).join('')
  }
}

/** A name for files on every system. */
function fileName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return plain.slice(0, 40) || 'organization'
}
