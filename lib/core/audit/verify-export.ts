import type { LinkedEvent } from './chain.ts'
import { type Attested, ChainVerifier, type Fault, type Progress } from './verify.ts'

/** A record of an exported log, read. */
export type ExportRecord =
  | { line: number; event: LinkedEvent; filter: string | null }
  /** `problem`: what about the record makes it no event. */
  | { line: number; event: null; problem: string }

/** What an exported log comes to. */
export interface Verdict extends Progress {
  fault: Fault | null
  /** The record in which it shows, counted from 1; null where it is the end of the file that shows it. */
  line: number | null
  /** The newest of the checkpoints that agreed with the log; null where none was given, or none was reached. */
  attestedTo: Attested | null
}

/** The file holds a part of a log: whether the whole is whole cannot be seen from it. */
export class NarrowedExport extends Error {
  constructor(filter: string) {
    super(`This export is narrowed (${filter}): from a part of the log nobody can tell whether it is whole.`)
    this.name = 'NarrowedExport'
  }
}

/**
 * Verifies an exported log, record by record, holding none of them.
 * @param attested genuine checkpoints; without one the end of the log is not attested
 * @param organizationId whose log it is to be; null: that of its first event
 * @throws NarrowedExport, and whatever reading throws
 */
export async function verifyExport(
  records: AsyncIterable<ExportRecord>,
  {
    attested = [],
    organizationId = null,
  }: { attested?: readonly Attested[]; organizationId?: string | null } = {},
): Promise<Verdict> {
  const verifier = new ChainVerifier({ attested, ...(organizationId && { organizationId }) })
  let found: { fault: Fault; line: number } | null = null
  for await (const record of records) {
    // Only an event that is missing may still turn up; anything else is settled.
    if (found) {
      const { fault } = found
      if (fault.kind !== 'missing') break
      if (record.event?.seq !== fault.seq) continue
      const message = `Event ${fault.seq} is not in its place: it stands at record ${record.line}.`
      found = { ...found, fault: { ...fault, kind: 'reordered', eventId: record.event.id, message } }
      break
    }
    if (record.event === null) {
      found = { fault: unreadable(verifier.progress, record.problem, record.line), line: record.line }
      break
    }
    if (record.filter !== null) throw new NarrowedExport(record.filter)
    const fault = verifier.take(record.event)
    if (fault) found = { fault, line: record.line }
  }
  const { progress, agreed } = verifier
  const fault = found ? found.fault : (shortOf(verifier.end(), attested) ?? empty(progress))
  return { ...progress, fault, line: found?.line ?? null, attestedTo: agreed }
}

function unreadable({ last }: Progress, problem: string, line: number): Fault {
  const seq = String(BigInt(last?.seq ?? 0) + 1n)
  return { kind: 'unreadable', seq, eventId: null, message: `Record ${line} is no event: ${problem}` }
}

/** Whether its end was cut off, or was not there yet when it was exported, a file cannot show: the second is told along. */
function shortOf(fault: Fault | null, attested: readonly Attested[]): Fault | null {
  if (fault?.kind !== 'truncated') return fault
  const last = attested
    .map(({ seq }) => BigInt(seq))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .at(-1)
  const message = `${fault.message} It was cut off, or this export may have been made before the checkpoint of event ${last}: export again, and verify that.`
  return { ...fault, message }
}

/** A log without events has lost at least that of the founding. */
function empty({ events }: Progress): Fault | null {
  return events > 0
    ? null
    : { kind: 'missing', seq: '1', eventId: null, message: 'There is no event in this file.' }
}
