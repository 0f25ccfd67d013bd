import { beforeAll, describe, expect, test } from 'vitest'
import { exportAuditEvents } from '#lib/contracts/audit.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { type ExportedEvent, exportedColumns, firstFault } from '#lib/http/testing/chain.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import type { Ctx } from '../context.ts'
import { foundTenant, type Tenant } from '../keys/testing.ts'
import { exportEvents } from './export.ts'
import { makeHistory } from './testing/history.ts'
import { readBack } from './testing/log.ts'

withDatabase()

const random = seededRandom('exports')

let tenant: Tenant
let owner: Ctx

beforeAll(async () => {
  tenant = await foundTenant('Ünïted “Keys” & Co')
  owner = tenant.owner
  await makeHistory(owner, 1_200, random, [tenant.projectId, tenant.otherProjectId])
}, 60_000)

async function taken(ctx: Ctx, query: Record<string, string>): Promise<{ filename: string; text: string }> {
  const { filename, chunks } = await exportEvents(ctx, exportAuditEvents.query.parse(query))
  const parts: string[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return { filename, text: parts.join('') }
}

const eventsIn = async (text: string) =>
  (await readBack(Buffer.from(text))).map((record) => {
    if (!record.event) throw new Error(record.problem)
    return record
  })

test.each(['ndjson', 'csv'])(
  'a whole export as %s is the log to its head, its own event included',
  async (format) => {
    const { filename, text } = await taken(owner, { format })
    const events = (await eventsIn(text)).map(({ event }) => event)
    const { rows } = await database().pool.query<ExportedEvent>(
      `select ${exportedColumns} from audit_event where organization_id = $1 order by audit_event.seq`,
      [tenant.organizationId],
    )
    // By other code than what made it.
    const head = { seq: String(rows.length), hash: rows.at(-1)?.hash ?? '' }
    expect(firstFault(rows, head)).toBeNull()
    expect(events.map(({ id, hash }) => [id, hash])).toEqual(rows.map(({ id, hash }) => [id, hash]))
    expect(events.at(-1)).toMatchObject({ action: 'audit.export', detail: { format, filter: null } })
    expect(filename).toBe(`united-keys-co-audit-log-${rows.length}.${format}`)
  },
)

test.each(['ndjson', 'csv'])('an export as %s that is narrowed says so in every row', async (format) => {
  const { filename, text } = await taken(owner, { format, action: 'key.', project: tenant.projectId })
  const records = await eventsIn(text)
  expect(records.length).toBeGreaterThan(50)
  for (const { event, filter } of records) {
    expect(event.action).toMatch(/^key\./)
    expect(event.projectId).toBe(tenant.projectId)
    expect(filter).toBe(`action=key.&project=${tenant.projectId}`)
  }
  expect(filename).toContain('-narrowed.')
})

test('whoever is bound to a project exports what happened in it, and that is narrowed', async () => {
  const { text } = await taken({ ...owner, reach: [tenant.otherProjectId] }, { format: 'ndjson' })
  const records = await eventsIn(text)
  expect(records.length).toBeGreaterThan(50)
  for (const { event, filter } of records) {
    expect(event.projectId).toBe(tenant.otherProjectId)
    expect(filter).toContain(tenant.otherProjectId)
  }
})

describe('a reader who is slow', () => {
  test('holds neither a transaction nor a connection, and misses nothing that was there as they asked', async () => {
    const { chunks } = await exportEvents(owner, { format: 'ndjson' })
    const pieces = chunks[Symbol.asyncIterator]()
    const first = await pieces.next()
    const { pool } = database()
    expect(pool.idleCount).toBe(pool.totalCount)
    const { rows } = await pool.query(
      `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
    )
    expect(rows).toEqual([{ open: 0 }])
    const { auditSeq } = await database().prisma.organization.findUniqueOrThrow({
      where: { id: tenant.organizationId },
    })
    await makeHistory(owner, 20, random, [tenant.projectId])
    let text = String(first.value)
    for await (const piece of { [Symbol.asyncIterator]: () => pieces }) text += piece
    const events = await eventsIn(text)
    expect(events.map(({ event }) => event.seq)).toEqual(events.map((_, at) => String(at + 1)))
    expect(events).toHaveLength(Number(auditSeq))
  })
})

test('who may not read the log exports nothing of it', async () => {
  for (const ctx of [tenant.member, tenant.viewer])
    await expect(exportEvents(ctx, { format: 'csv' })).rejects.toMatchObject({ code: 'forbidden' })
})
