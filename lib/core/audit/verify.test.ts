import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LinkedEvent } from './chain.ts'
import { NotAnExport } from './read-export.ts'
import { attestedBy, formats, judged, linkAfter, logs, readBack, unlinked, written } from './testing/log.ts'
import { NarrowedExport } from './verify-export.ts'

/** How many alterations are generated of each file form. */
const runs = 1_000
const parameters = { numRuns: runs, seed: 20_261_128, endOnFailure: true }

const otherId = '0198c0de-0000-7000-8000-00000000ffff'
const at = <T>(list: readonly T[], index: number): T => list[index] as T
/** An index of a list, by a number from 0 to 1. */
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('a log reads back from its export as it was, and is whole', async () => {
  await fc.assert(
    fc.asyncProperty(logs, formats, async (log, format) => {
      const file = written(format, log)
      expect((await readBack(file)).map(({ event }) => event)).toEqual(log)
      const verdict = await judged(file)
      expect(verdict).toMatchObject({ fault: null, events: log.length, attestedTo: null })
      const attested = await judged(file, log.map(attestedBy))
      expect(attested.fault).toBeNull()
      expect(attested.attestedTo?.seq).toBe(String(log.length))
    }),
    { ...parameters, numRuns: 200 },
  )
})

test('CSV is RFC 4180, and holds no cell that a spreadsheet takes for a formula', async () => {
  fc.assert(
    fc.property(logs, (log) => {
      const [header, ...rows] = parsedCsv(written('csv', log).toString())
      expect(rows).toHaveLength(log.length)
      for (const row of rows) {
        expect(row).toHaveLength(header?.length ?? 0)
        for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
      }
    }),
    { ...parameters, numRuns: 100 },
  )
})

/** RFC 4180, section 2, read by other code than ours. */
function parsedCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index]
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[index + 1] === '"') {
        cell += '"'
        index += 1
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      row.push(cell)
      cell = ''
    } else if (char === '\r' && text[index + 1] === '\n') {
      rows.push([...row, cell])
      row = []
      cell = ''
      index += 1
    } else cell += char
  }
  expect([row, cell, quoted]).toEqual([[], '', false])
  return rows
}

/** An alteration: the log afterwards, and the first place in it that is not as it was written. */
interface Altered {
  what: string
  log: LinkedEvent[]
  place: number
}

type Alter = (log: LinkedEvent[], first: number, second: number) => Altered

const edits: Record<string, (event: LinkedEvent) => LinkedEvent> = {
  organization: (event) => ({ ...event, organizationId: otherId }),
  seq: (event) => ({ ...event, seq: String(Number(event.seq) + 1) }),
  id: (event) => ({ ...event, id: otherId }),
  at: (event) => ({ ...event, at: '2025-12-31T23:59:59.999Z' }),
  'actor type': (event) => ({
    ...event,
    actor: { ...event.actor, type: event.actor.type === 'user' ? 'key' : 'user' },
  }),
  'actor id': (event) => ({
    ...event,
    actor: { ...event.actor, id: event.actor.id === null ? otherId : null },
  }),
  'actor name': (event) => ({ ...event, actor: { ...event.actor, name: `${event.actor.name}.` } }),
  action: (event) => ({ ...event, action: `${event.action}d` }),
  'target type': (event) => ({ ...event, target: { ...event.target, type: 'project' } }),
  'target id': (event) => ({ ...event, target: { ...event.target, id: `${event.target.id}0` } }),
  'target name': (event) => ({ ...event, target: { ...event.target, name: ` ${event.target.name}` } }),
  project: (event) => ({ ...event, projectId: event.projectId === null ? otherId : null }),
  detail: (event) => ({ ...event, detail: { ...(event.detail as object), more: 1 } }),
  ip: (event) => ({ ...event, ip: event.ip === null ? '' : null }),
  'user agent': (event) => ({ ...event, userAgent: event.userAgent === null ? '' : `${event.userAgent}x` }),
  request: (event) => ({ ...event, requestId: `${event.requestId}x` }),
  'hash before': (event) => ({ ...event, prevHash: event.prevHash === '' ? '00' : '' }),
  hash: (event) => ({ ...event, hash: event.prevHash || '00'.repeat(32) }),
}
const editNames = Object.keys(edits)

const alterations: Record<string, Alter> = {
  ...Object.fromEntries(
    editNames.map((name): [string, Alter] => [
      `an edit of the ${name}`,
      (log, first) => ({
        what: name,
        log: log.with(first, (edits[name] as (event: LinkedEvent) => LinkedEvent)(at(log, first))),
        place: first + 1,
      }),
    ]),
  ),
  'an edit whose hash was computed anew': (log, first) => {
    const index = Math.min(first, log.length - 2)
    const forged = linkAfter(log[index - 1], { ...unlinked(at(log, index)), action: 'key.forged' })
    return { what: 'rehashed', log: log.with(index, forged), place: index + 2 }
  },
  'a deletion': (log, first, second) => {
    const from = Math.min(first, second, log.length - 2)
    const until = Math.min(Math.max(first, second, from + 1), log.length - 1)
    return { what: 'deleted', log: [...log.slice(0, from), ...log.slice(until)], place: from + 1 }
  },
  'a forged insertion': (log, first) => {
    const forged = linkAfter(log[first - 1], {
      ...unlinked(at(log, first)),
      id: otherId,
      action: 'key.forged',
    })
    return { what: 'inserted', log: log.toSpliced(first, 0, forged), place: first + 2 }
  },
  'a repetition': (log, first, second) => ({
    what: 'repeated',
    log: log.toSpliced(Math.max(first, second) + 1, 0, at(log, Math.min(first, second))),
    place: Math.max(first, second) + 2,
  }),
  'an exchange of two': (log, first, second) => {
    const [low, high] =
      first === second ? [0, log.length - 1] : [Math.min(first, second), Math.max(first, second)]
    return { what: 'swapped', log: log.with(low, at(log, high)).with(high, at(log, low)), place: low + 1 }
  },
  'a move': (log, first, second) => {
    const [from, to] = first === second ? [log.length - 1, 0] : [first, second]
    return {
      what: 'moved',
      log: log.toSpliced(from, 1).toSpliced(to, 0, at(log, from)),
      place: Math.min(from, to) + 1,
    }
  },
}

describe('of an exported log', () => {
  test(`${runs} edits, deletions, insertions, repetitions and reorders are each found, and where`, async () => {
    const seen = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(
        logs,
        formats,
        fc.constantFrom(...Object.keys(alterations)),
        share,
        share,
        async (log, format, name, a, b) => {
          const altered = (alterations[name] as Alter)(
            log,
            Math.floor(a * log.length),
            Math.floor(b * log.length),
          )
          const { fault } = await judged(written(format, altered.log))
          expect(fault?.seq, `${name}: ${fault?.message}`).toBe(String(altered.place))
          seen.set(fault?.kind ?? '', (seen.get(fault?.kind ?? '') ?? 0) + 1)
        },
      ),
      parameters,
    )
    expect([...seen.keys()].sort()).toEqual(
      ['altered', 'duplicate', 'foreign', 'missing', 'reordered', 'unlinked'].sort(),
    )
  })

  test(`${runs} changes of single bytes are each found, and in which record`, async () => {
    await fc.assert(
      fc.asyncProperty(
        logs,
        formats,
        share,
        fc.constantFrom('flip', 'insert', 'delete'),
        fc.integer({ min: 0, max: 255 }),
        async (log, format, where, how, byte) => {
          const file = written(format, log)
          // The very last line end says nothing.
          const index = Math.floor(where * (file.length - (format === 'csv' ? 2 : 1)))
          const old = file[index] as number
          const now = byte === old ? (byte + 1) % 256 : byte
          const put = how === 'delete' ? [] : how === 'flip' ? [now] : [now, old]
          const spoiled = Buffer.concat([file.subarray(0, index), Buffer.from(put), file.subarray(index + 1)])
          const starts = log.map((_, record) => written(format, log.slice(0, record)).length)
          const record = starts.findLastIndex((start) => start <= index) + 1
          const verdict = await judged(spoiled).catch((error: unknown) => {
            expect(error).toBeInstanceOf(NotAnExport)
            return null
          })
          // The first byte of all, and the names of columns, make a file what it is.
          if (verdict === null) expect(index).toBeLessThan(Math.max(1, starts[0] ?? 0))
          else expect(verdict.fault?.seq, verdict.fault?.message).toBe(String(record))
        },
      ),
      parameters,
    )
  })

  test('what was cut off at the end is seen by a checkpoint, and by that alone', async () => {
    await fc.assert(
      fc.asyncProperty(logs, formats, share, async (log, format, where) => {
        const kept = 1 + Math.floor(where * (log.length - 1))
        const file = written(format, log.slice(0, kept))
        expect(await judged(file)).toMatchObject({ fault: null, attestedTo: null })
        const { fault } = await judged(file, [attestedBy(at(log, log.length - 1))])
        expect(fault).toMatchObject({ kind: 'truncated', seq: String(kept + 1) })
      }),
      { ...parameters, numRuns: 200 },
    )
  })

  test('a file that ends within a record is never whole', async () => {
    await fc.assert(
      fc.asyncProperty(logs, formats, share, async (log, format, where) => {
        const file = written(format, log)
        const cut = 1 + Math.floor(where * (file.length - 2))
        const ends = log.map((_, record) => written(format, log.slice(0, record + 1)).length)
        fc.pre(!ends.includes(cut) && !(format === 'ndjson' && ends.includes(cut + 1)))
        const verdict = await judged(file.subarray(0, cut)).catch((error: unknown) => error)
        if (verdict instanceof Error) expect(verdict).toBeInstanceOf(NotAnExport)
        else expect(verdict).toMatchObject({ fault: expect.anything() })
      }),
      { ...parameters, numRuns: 300 },
    )
  })

  test('a log that was rewritten from a place on, every hash anew, is seen by a checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(logs, formats, share, share, async (log, format, a, b) => {
        const from = Math.floor(a * log.length)
        const rewritten = log.slice(0, from)
        for (const event of log.slice(from))
          rewritten.push(
            linkAfter(rewritten.at(-1), {
              ...unlinked(event),
              ...(rewritten.length === from ? { action: 'key.forged' } : {}),
            }),
          )
        const checkpoint = from + Math.floor(b * (log.length - from))
        const file = written(format, rewritten)
        expect((await judged(file)).fault).toBeNull()
        const earlier = log.slice(0, from).map(attestedBy)
        const { fault } = await judged(file, [attestedBy(at(log, checkpoint)), ...earlier])
        expect(fault).toMatchObject({ kind: 'rewritten', seq: String(checkpoint + 1) })
      }),
      { ...parameters, numRuns: 200 },
    )
  })

  test('a part of it is never called whole, even where nothing was left out', async () => {
    for (const format of ['ndjson', 'csv'] as const) {
      const [log] = fc.sample(logs, { seed: 1, numRuns: 1 })
      await expect(judged(written(format, log ?? [], 'action=key.'))).rejects.toThrow(NarrowedExport)
    }
  })

  test('an empty file is no whole log', async () => {
    expect((await judged(Buffer.alloc(0))).fault).toMatchObject({ kind: 'missing', seq: '1' })
    expect((await judged(written('csv', []))).fault).toMatchObject({ kind: 'missing', seq: '1' })
  })

  test('a field that no hash covers is refused, and so is one that is said twice', async () => {
    const [log] = fc.sample(logs, { seed: 1, numRuns: 1 })
    const text = written('ndjson', log ?? []).toString()
    for (const spoiled of [
      text.replace('{', '{"aside":1,'),
      text.replace('{', '{"action":"key.innocent",'),
      text.replace(':', ': '),
    ])
      expect((await judged(Buffer.from(spoiled))).fault).toMatchObject({ kind: 'unreadable', seq: '1' })
  })
})
