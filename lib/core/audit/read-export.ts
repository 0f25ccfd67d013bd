import { readCsvHeader, readCsvRow } from './csv.ts'
import { readNdjsonLine } from './ndjson.ts'
import type { ExportRecord } from './verify-export.ts'

/** Bytes that a record may have; no event comes near it, and a file without line ends must not fill the memory. */
const longestRecord = 8 * 1024 * 1024

const lineFeed = 10
const brace = 123

/** The file is not an export of ours. */
export class NotAnExport extends Error {
  constructor() {
    super('This is neither an NDJSON nor a CSV export of an audit log.')
    this.name = 'NotAnExport'
  }
}

interface Line {
  /** Without its line feed; null where it is not UTF-8. */
  text: string | null
  /** It ended with a line feed, and not with the file. */
  ended: boolean
  /** It begins as an object does in JSON. */
  isObject: boolean
}

/** The lines of a file, parted at line feeds alone. (readline also parts at U+2028 and its like, which JSON may hold.) */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of bytes) {
    let from = 0
    for (let to = chunk.indexOf(lineFeed); to >= 0; to = chunk.indexOf(lineFeed, from)) {
      yield lineOf([...parts, chunk.subarray(from, to)], true)
      parts = []
      length = 0
      from = to + 1
    }
    if (from === chunk.length) continue
    parts.push(chunk.slice(from))
    length += chunk.length - from
    if (length > longestRecord) throw new NotAnExport()
  }
  if (parts.length > 0) yield lineOf(parts, false)
}

function lineOf(parts: readonly Uint8Array[], ended: boolean): Line {
  const bytes = Buffer.concat(parts)
  const isObject = bytes[0] === brace
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), ended, isObject }
  } catch {
    return { text: null, ended, isObject }
  }
}

/** The first line without the byte order mark that Excel puts before a file which it saves as CSV in UTF-8. */
function withoutMark(line: Line): Line {
  if (!line.text?.startsWith('\u{feff}')) return line
  const text = line.text.slice(1)
  return { ...line, text, isObject: text.charCodeAt(0) === brace }
}

/** The records of a CSV file: lines, joined where a line feed lies within quotes. */
async function* csvRecords(lines: AsyncIterable<Line>): AsyncGenerator<Omit<Line, 'isObject'>> {
  let parts: string[] = []
  let length = 0
  let isOpen = false
  for await (const { text, ended } of lines) {
    if (text === null) {
      yield { text, ended }
      continue
    }
    parts.push(text)
    length += text.length
    if (length > longestRecord) throw new NotAnExport()
    if (hasOddQuotes(text)) isOpen = !isOpen
    if (isOpen && ended) continue
    yield { text: parts.join('\n'), ended: ended && !isOpen }
    parts = []
    length = 0
  }
  if (parts.length > 0) yield { text: parts.join('\n'), ended: false }
}

const hasOddQuotes = (text: string): boolean => text.split('"').length % 2 === 0

const unreadable = (line: number, problem: string): ExportRecord => ({ line, event: null, problem })
const notText = 'it is not UTF-8.'

/**
 * Reads an exported log, in whichever of the two forms it is.
 * @throws NotAnExport where it is neither
 */
export async function* readExport(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ExportRecord> {
  const lines = linesOf(bytes)
  const { value: begun } = await lines.next()
  if (!begun) return
  const first = withoutMark(begun)
  const header = first.text === null ? null : readCsvHeader(first.text)
  let at = 0
  if (header) {
    for await (const { text, ended } of csvRecords(lines)) {
      at += 1
      if (text === null) yield unreadable(at, notText)
      else if (ended) yield readCsvRow(text, at, header)
      else yield unreadable(at, 'the file ends within it.')
    }
    return
  }
  const read = ({ text }: Line): ExportRecord => {
    at += 1
    return text === null ? unreadable(at, notText) : readNdjsonLine(text, at)
  }
  const begins = read(first)
  // Neither form: an object at least is what it might have been.
  if (!first.isObject) throw new NotAnExport()
  yield begins
  for await (const line of lines) yield read(line)
}
