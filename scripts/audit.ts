import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { NotAnExport, readExport } from '#lib/core/audit/read-export.ts'
import { readStatement, type Statement } from '#lib/core/audit/statement.ts'
import type { Attested, Fault, Progress } from '#lib/core/audit/verify.ts'
import { NarrowedExport, verifyExport } from '#lib/core/audit/verify-export.ts'
import { type Query, verifyStretch } from '#lib/core/audit/verify-stored.ts'

/*
 * `npm run audit -- verify <file or postgres url>`: holds an audit log against its chain. It needs the log, and where its end is to be
 * attested a checkpoint; no environment, secret or database of ours. See docs/audit.md.
 *
 *     npm run audit -- verify acme-audit-log-1042.ndjson
 *     npm run audit -- verify acme-audit-log-1042.csv --checkpoint kept.jws --key nDh0a7jyPz…
 *     npm run audit -- verify postgres://reader@db.example.com/latchwork --organization 0198…
 *
 * Exit status: 0 whole, 1 broken (the first fault is said), 2 nothing could be verified.
 */

const usage = `Usage: npm run audit -- verify <export.ndjson | export.csv | postgres url> [options]

  --checkpoint <file>     a checkpoint that was kept, or several, one a line; may be given more than once
  --key <thumbprint>      the key that signs checkpoints, as it was kept: no other is believed
  --organization <id>     of a database: this organization's log alone`

/** Nothing could be verified; the sentence says why. */
class Misuse extends Error {}

/** Events that one statement reads. */
const size = 2_000

const say = (line: string) => void process.stdout.write(`${line}\n`)

interface Kept {
  statement: Statement
  kid: string
}

/** Reads checkpoints. @throws Misuse for one that is not genuine, or of a key that is not the one that was kept */
async function readCheckpoints(files: readonly string[], key: string | undefined): Promise<Kept[]> {
  const found: Kept[] = []
  for (const file of files) {
    const lines = (await readFile(file, 'utf8')).split(/\s+/).filter((line) => line !== '')
    if (lines.length === 0) throw new Misuse(`${file} holds no checkpoint.`)
    for (const line of lines) {
      const read = await readStatement(line)
      if (!read) throw new Misuse(`${file} holds what is no checkpoint, or was altered.`)
      if (key !== undefined && read.kid !== key)
        throw new Misuse(
          `A checkpoint of ${file} was signed by the key ${read.kid}, not by the one you kept.`,
        )
      found.push(read)
    }
  }
  return found
}

const attestedBy = (kept: readonly Kept[], organizationId: string | null): Attested[] =>
  kept
    .filter(({ statement }) => statement.organizationId === organizationId)
    .map(({ statement }) => statement)

function tellBroken(fault: Fault, where: string | null): void {
  say(`Broken: ${fault.message}`)
  say(`  seq       ${fault.seq}`)
  say(`  event     ${fault.eventId ?? 'none in this place'}`)
  say(`  what      ${fault.kind}`)
  if (where) say(`  where     ${where}`)
}

function tellWhole({ organizationId, events, first, last }: Progress): void {
  say(`Whole: ${events.toLocaleString('en')} events of the organization ${organizationId}`)
  if (first && last) say(`  from      ${first.seq}  ${first.at}\n  to        ${last.seq}  ${last.at}`)
  say(`  head      ${last?.hash ?? 'none'}`)
}

function tellAttested(agreed: Attested | null, last: Progress['last'], kept: readonly Kept[]): void {
  if (!agreed) {
    say(
      '  attested  no: nothing shows that events were not cut off at the end. Give a checkpoint that you kept.',
    )
    return
  }
  const kid = kept.find(({ statement }) => statement.hash === agreed.hash)?.kid
  say(`  attested  to ${agreed.seq}, by the checkpoint of ${agreed.at}`)
  if (kid) say(`  key       ${kid}`)
  const after = BigInt(last?.seq ?? 0) - BigInt(agreed.seq)
  if (after > 0n)
    say(`            what was cut off after it, behind the ${after} events that follow, nothing shows`)
}

/** @returns whether the log is whole */
async function verifyFile(path: string, kept: readonly Kept[]): Promise<boolean> {
  const organizations = new Set(kept.map(({ statement }) => statement.organizationId))
  if (organizations.size > 1) throw new Misuse('The checkpoints are of more than one organization.')
  const [organizationId = null] = organizations
  const verdict = await verifyExport(readExport(createReadStream(path)), {
    attested: attestedBy(kept, organizationId),
    organizationId,
  })
  if (verdict.fault) {
    tellBroken(
      verdict.fault,
      verdict.line === null ? 'the end of the file' : `record ${verdict.line} of the file`,
    )
    return false
  }
  tellWhole(verdict)
  tellAttested(verdict.attestedTo, verdict.last, kept)
  return true
}

/** @returns whether every log is whole */
async function verifyDatabase(
  url: string,
  kept: readonly Kept[],
  { key, organization }: { key?: string | undefined; organization?: string | undefined },
): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: 'latchwork audit' })
  await client.connect()
  try {
    const query: Query = async (statement, values) => (await client.query(statement, [...values])).rows
    const ids = await query<{ id: string }>(
      `select id from organization where $1 in ('', id::text) order by id`,
      [organization ?? ''],
    )
    if (ids.length === 0) throw new Misuse('There is no such organization in this database.')
    const there = new Set(ids.map(({ id }) => id))
    const gone = kept.find(({ statement }) => !there.has(statement.organizationId))?.statement
    if (gone && organization !== undefined)
      throw new Misuse(`A checkpoint is of another organization, ${gone.organizationId}.`)
    const known = await query<{ kid: string }>('select kid from checkpoint_key', [])
    const trusted = new Set(key === undefined ? known.map(({ kid }) => kid) : [key])
    let isWhole = gone === undefined
    if (gone)
      say(
        `Broken: There is no organization ${gone.organizationId} in this database, and a checkpoint of ${gone.at} attests ${gone.seq} events of it.`,
      )
    for (const { id } of ids) isWhole = (await verifyStored(query, id, kept, { trusted, key })) && isWhole
    return isWhole
  } finally {
    await client.end()
  }
}

/** True where nothing that was kept elsewhere attests so far: neither the key nor a checkpoint of that place or a later one. */
const isOwnWord = (agreed: Attested, attested: readonly Attested[], key: string | undefined): boolean =>
  key === undefined && !attested.some(({ seq }) => BigInt(seq) >= BigInt(agreed.seq))

/** @returns whether the log is whole */
async function verifyStored(
  query: Query,
  organizationId: string,
  kept: readonly Kept[],
  { trusted, key }: { trusted: ReadonlySet<string>; key: string | undefined },
): Promise<boolean> {
  const attested = attestedBy(kept, organizationId)
  let from: Progress | null = null
  let agreed: Attested | null = null
  for (;;) {
    const stretch = await verifyStretch(query, {
      organizationId,
      from,
      size,
      attested,
      isTrusted: (kid) => trusted.has(kid),
    })
    from = stretch.progress
    agreed = stretch.agreed ?? agreed
    if (stretch.fault) {
      say(`The log of the organization ${organizationId}`)
      tellBroken(stretch.fault, null)
      return false
    }
    if (!stretch.isOver) continue
    tellWhole(from)
    if (!agreed) say('  attested  no: neither the database nor what was given has a checkpoint of it.')
    else say(`  attested  to ${agreed.seq}, by the checkpoint of ${agreed.at}`)
    if (agreed && isOwnWord(agreed, attested, key))
      say(
        '            by a key that this database names itself: whoever could rewrite it could sign anew. Give --key, or a checkpoint that you kept.',
      )
    return true
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      checkpoint: { type: 'string', multiple: true, default: [] },
      key: { type: 'string' },
      organization: { type: 'string' },
    },
  })
  const [verb, source, ...more] = positionals
  if (verb !== 'verify' || source === undefined || more.length > 0) throw new Misuse(usage)
  const kept = await readCheckpoints(values.checkpoint, values.key)
  const isDatabase = /^postgres(ql)?:/.test(source)
  if (values.organization !== undefined && !isDatabase)
    throw new Misuse('An export is of one organization; --organization is for databases.')
  const isWhole = isDatabase ? await verifyDatabase(source, kept, values) : await verifyFile(source, kept)
  return isWhole ? 0 : 1
}

/** What a person can make of an error; null: nothing more than it says itself. */
function plainly(error: unknown): string | null {
  if (error instanceof Misuse || error instanceof NotAnExport || error instanceof NarrowedExport)
    return error.message
  const { code, syscall, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && syscall === 'open') return `There is no file ${path}.`
  if (code === 'EISDIR') return 'That is a folder. Name the file in it.'
  return null
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${plainly(error) ?? `Nothing could be verified: ${(error as Error).message}`}\n`)
  process.exitCode = 2
}
