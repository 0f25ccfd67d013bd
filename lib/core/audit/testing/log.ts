import fc from 'fast-check'
import { type ChainedEvent, chainHash, type LinkedEvent } from '../chain.ts'
import { csvHeader, csvRow } from '../csv.ts'
import { ndjsonLine } from '../ndjson.ts'
import { readExport } from '../read-export.ts'
import type { Attested } from '../verify.ts'
import { type ExportRecord, type Verdict, verifyExport } from '../verify-export.ts'

/* Logs by chance, as they would have been exported. */

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    '',
    ' ',
    '=1+1',
    "'",
    "'=x",
    '+',
    '-',
    '@SUM',
    '\t',
    'a,b',
    '"',
    '""',
    'a"b',
    'a\nb',
    'a\r\nb',
    '\r',
    '\u2028',
  ),
)
const id = fc.uuid()

const said: fc.Arbitrary<Omit<ChainedEvent, 'seq' | 'organizationId'>> = fc.record({
  id,
  at: fc
    .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: fc.record({
    type: fc.constantFrom('user' as const, 'key' as const, 'system' as const),
    id: fc.option(id),
    name: text,
  }),
  action: fc.constantFrom('key.create', 'key.update', 'session.create'),
  target: fc.record({ type: fc.constantFrom('key', 'user'), id: text, name: text }),
  projectId: fc.option(id),
  detail: fc
    .dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown),
  ip: fc.option(fc.ipV4()),
  userAgent: fc.option(text),
  requestId: text,
})

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Puts an event behind another, as the log would. */
export function linkAfter(before: LinkedEvent | undefined, event: ChainedEvent): LinkedEvent {
  const prevHash = before?.hash ?? ''
  return { ...event, prevHash, hash: hex(chainHash(Buffer.from(prevHash, 'hex'), event)) }
}

/** What an event says, without its links. */
export function unlinked({ prevHash: _before, hash: _hash, ...event }: LinkedEvent): ChainedEvent {
  return event
}

export const organizationId = '0198c0de-0000-7000-8000-000000000001'

export const logs = fc.array(said, { minLength: 4, maxLength: 20 }).map((events) => {
  const linked: LinkedEvent[] = []
  for (const event of events)
    linked.push(linkAfter(linked.at(-1), { ...event, organizationId, seq: String(linked.length + 1) }))
  return linked
})

export const formats = fc.constantFrom('ndjson' as const, 'csv' as const)

/** A log as a file. */
export function written(
  format: 'ndjson' | 'csv',
  events: readonly LinkedEvent[],
  filter: string | null = null,
): Buffer {
  const lines =
    format === 'ndjson'
      ? events.map((event) => ndjsonLine(event, filter))
      : [csvHeader(filter), ...events.map((event) => csvRow(event, filter))]
  return Buffer.from(lines.join(''))
}

/** Bytes as they come from a disk: in pieces that know nothing of lines. */
export async function* inPieces(bytes: Uint8Array, size = 97): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function readBack(bytes: Uint8Array): Promise<ExportRecord[]> {
  const records: ExportRecord[] = []
  for await (const record of readExport(inPieces(bytes))) records.push(record)
  return records
}

export const judged = (bytes: Uint8Array, attested: readonly Attested[] = []): Promise<Verdict> =>
  verifyExport(readExport(inPieces(bytes)), { attested })

export const attestedBy = ({ seq, hash, at }: LinkedEvent): Attested => ({ seq, hash, at })
