import { canonical } from './canonical.ts'
import type { LinkedEvent } from './chain.ts'
import { asLinked } from './linked-shape.ts'
import type { ExportRecord } from './verify-export.ts'

/*
 * A log as CSV (RFC 4180), with all that its hashes cover. A cell that a spreadsheet would take for a formula has an apostrophe
 * before it, as has one that begins with an apostrophe itself, so that what was there can be told again. An empty cell is null, a
 * quoted empty one is empty text.
 */

const columns = [
  'seq',
  'at',
  'organizationId',
  'id',
  'actorType',
  'actorId',
  'actorName',
  'action',
  'targetType',
  'targetId',
  'targetName',
  'projectId',
  'ip',
  'userAgent',
  'requestId',
  'detail',
  'prevHash',
  'hash',
] as const

/** What spreadsheets begin a formula with, in either width, or skip before one. (OWASP, CSV injection.) */
const dangerous = /^['=+\-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u

function cell(value: string | null): string {
  if (value === null) return ''
  const safe = dangerous.test(value) ? `'${value}` : value
  return safe === '' || /[",\r\n]/.test(safe) || safe !== safe.trim()
    ? `"${safe.replaceAll('"', '""')}"`
    : safe
}

const record = (cells: readonly (string | null)[]) => `${cells.map(cell).join(',')}\r\n`

/** The names of the columns; the last one is there where the export is narrowed. */
export function csvHeader(filter: string | null): string {
  return record(filter === null ? columns : [...columns, 'filter'])
}

/** A row of an exported log, with its line end. */
export function csvRow(event: LinkedEvent, filter: string | null): string {
  const { actor, target } = event
  const cells = [
    event.seq,
    event.at,
    event.organizationId,
    event.id,
    actor.type,
    actor.id,
    actor.name,
    event.action,
    target.type,
    target.id,
    target.name,
    event.projectId,
    event.ip,
    event.userAgent,
    event.requestId,
    canonical(event.detail),
    event.prevHash,
    event.hash,
  ]
  return record(filter === null ? cells : [...cells, filter])
}

/** Reads the first record. @returns null where it is not the header of one of our exports */
export function readCsvHeader(text: string): { filtered: boolean } | null {
  for (const filtered of [false, true])
    if (`${text}\n` === csvHeader(filtered ? '' : null)) return { filtered }
  return null
}

/** @returns the cells of a record without its line end; null where it is none */
function cellsOf(text: string): (string | null)[] | null {
  const cells: (string | null)[] = []
  const next = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/y
  for (;;) {
    const match = next.exec(text)
    if (!match) return null
    const [, quoted, bare = '', end] = match
    const written = quoted === undefined ? bare || null : quoted.replaceAll('""', '"')
    cells.push(written?.startsWith("'") ? written.slice(1) : written)
    if (end === '') return next.lastIndex >= text.length ? cells : null
  }
}

/** Reads a row back: `text` is one whole record, with a carriage return at its end and no line feed. */
export function readCsvRow(text: string, line: number, { filtered }: { filtered: boolean }): ExportRecord {
  const no = (problem: string): ExportRecord => ({ line, event: null, problem })
  if (!text.endsWith('\r')) return no('it has no line end.')
  const cells = cellsOf(text.slice(0, -1))
  if (cells?.length !== columns.length + (filtered ? 1 : 0)) return no('it has not the columns of an event.')
  const at = Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]))
  let detail: unknown
  try {
    detail = JSON.parse(at.detail ?? '')
  } catch {
    return no('its detail is not JSON.')
  }
  const read = asLinked({
    organizationId: at.organizationId,
    seq: at.seq,
    id: at.id,
    at: at.at,
    actor: { type: at.actorType, id: at.actorId, name: at.actorName },
    action: at.action,
    target: { type: at.targetType, id: at.targetId, name: at.targetName },
    projectId: at.projectId,
    detail,
    ip: at.ip,
    userAgent: at.userAgent,
    requestId: at.requestId,
    prevHash: at.prevHash,
    hash: at.hash,
    ...(filtered ? { filter: cells.at(-1) ?? '' } : {}),
  })
  if (!read) return no('it has not the fields of an event.')
  if (csvRow(read.event, read.filter) !== `${text}\n`) return no('it is not written as it was exported.')
  return { line, ...read }
}
