import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCheckpoint, makeCheckpoint } from '#lib/core/audit/checkpoint.ts'
import { exportEvents } from '#lib/core/audit/export.ts'
import { makeHistory } from '#lib/core/audit/testing/history.ts'
import type { Ctx } from '#lib/core/context.ts'
import { foundTenant } from '#lib/core/keys/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import { checkpointSigner } from '#lib/signing/checkpoint-keys.ts'

withDatabase()

const random = seededRandom('the command line')

let folder: string
let owner: Ctx
let organizationId: string
let ndjson: string
let csv: string
let kid: string

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function exported(input: Parameters<typeof exportEvents>[1]): Promise<string> {
  const { chunks } = await exportEvents(owner, input)
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

/** Runs the command with nothing of ours around it: no environment, and another folder to work in. */
function audit(...args: string[]): Promise<{ status: number; said: string }> {
  const script = join(import.meta.dirname, 'audit.ts')
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { NODE_ENV: 'production' } as const, encoding: 'utf8' as const }
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code) : 0, said: `${stdout}${stderr}` })
    })
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchwork-audit-'))
  const tenant = await foundTenant()
  owner = tenant.owner
  organizationId = tenant.organizationId
  await makeHistory(owner, 30, random, [tenant.projectId])
  await file('kept.jws', `${(await createCheckpoint(owner)).jws}\n`)
  ndjson = await exported({ format: 'ndjson' })
  csv = await exported({ format: 'csv' })
  kid = (await checkpointSigner()).kid
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const kept = () => join(folder, 'kept.jws')
const lines = () => ndjson.trimEnd().split('\n')

describe('npm run audit -- verify', () => {
  test('says of a whole export whose it is, how far it goes, and that its end is not attested', async () => {
    for (const [name, text] of [
      ['log.ndjson', ndjson],
      ['log.csv', csv],
    ] as const) {
      const { status, said } = await audit('verify', await file(name, text))
      expect(said).toContain(organizationId)
      expect(said).toContain('Whole: 3')
      expect(said).toContain('attested  no')
      expect(status).toBe(0)
    }
  })

  test('with a checkpoint that was kept, says how far it attests, and by which key', async () => {
    const path = await file('log.ndjson', ndjson)
    const { status, said } = await audit('verify', path, '--checkpoint', kept(), '--key', kid)
    expect(said).toMatch(/attested {2}to \d+, by the checkpoint of 20/)
    expect(said).toContain(kid)
    expect(status).toBe(0)
  })

  test('names the first event that is not what was written', async () => {
    const spoiled = lines().with(6, (lines()[6] ?? '').replace(/"requestId":"/, '"requestId":"x'))
    const { status, said } = await audit('verify', await file('spoiled.ndjson', `${spoiled.join('\n')}\n`))
    const { id } = JSON.parse(lines()[6] ?? '') as { id: string }
    expect(said).toMatch(/Broken: Event 7 is not what was written/)
    expect(said).toContain(id)
    expect(said).toContain('record 7')
    expect(status).toBe(1)
  })

  test('finds a log that was cut short by a checkpoint, and by that alone', async () => {
    const path = await file('short.ndjson', `${lines().slice(0, 20).join('\n')}\n`)
    expect((await audit('verify', path)).status).toBe(0)
    const { status, said } = await audit('verify', path, '--checkpoint', kept())
    expect(said).toMatch(/seq +21/)
    expect(status).toBe(1)
    const [, attested] = /attests (\d+)\./.exec(said) ?? []
    expect(said).toContain(`this export may have been made before the checkpoint of event ${attested}`)
    expect(said).toContain('export again')
  })

  test('reads a CSV file that Excel has put its byte order mark before', async () => {
    const { status, said } = await audit('verify', await file('excel.csv', `\u{feff}${csv}`))
    expect(said).toContain('Whole: 3')
    expect(status).toBe(0)
  })

  test('finds what is of another organization than the checkpoint', async () => {
    const other = await foundTenant('Other')
    const { chunks } = await exportEvents(other.owner, { format: 'ndjson' })
    let text = ''
    for await (const chunk of chunks) text += chunk
    const { status, said } = await audit('verify', await file('other.ndjson', text), '--checkpoint', kept())
    expect(said).toContain('foreign')
    expect(status).toBe(1)
  })

  test('verifies nothing, and says why, where it cannot', async () => {
    const log = await file('log.ndjson', ndjson)
    const narrowed = await file('narrowed.csv', await exported({ format: 'csv', action: ['key.'] }))
    const forged = await file('forged.jws', 'a.b.c')
    const cases: [string[], RegExp][] = [
      [[], /Usage/],
      [['verify'], /Usage/],
      [['prove', log], /Usage/],
      [['verify', log, log], /Usage/],
      [['verify', log, '--no-such'], /no-such/],
      [['verify', join(folder, 'none.ndjson')], /^There is no file .*none\.ndjson\.\n$/],
      [['verify', folder], /^That is a folder\./],
      [['verify', log, '--checkpoint', join(folder, 'none.jws')], /^There is no file .*none\.jws\.\n$/],
      [['verify', narrowed], /narrowed/],
      [['verify', await file('text.txt', 'hello\n')], /neither/],
      [['verify', log, '--checkpoint', forged], /no checkpoint/],
      [['verify', log, '--checkpoint', kept(), '--key', 'another'], /not by the one you kept/],
      [['verify', log, '--organization', organizationId], /databases/],
    ]
    for (const [args, words] of cases) {
      const { status, said } = await audit(...args)
      expect(said, args.join(' ')).toMatch(words)
      expect(status, args.join(' ')).toBe(2)
    }
  }, 60_000)

  test('verifies every log of a database by nothing but its address', async () => {
    const url = process.env.DATABASE_URL ?? ''
    const whole = await audit('verify', url, '--checkpoint', kept(), '--key', kid)
    expect(whole.said).toContain(organizationId)
    expect(whole.status, whole.said).toBe(0)
    expect(whole.said).not.toContain('names itself')
    const believing = await audit('verify', url, '--organization', organizationId)
    expect(believing.said).toMatch(/attested {2}to \d+.*\n.*names itself/)
    expect(believing.status).toBe(0)
    const client = await database().pool.connect()
    await client.query(`begin; set local session_replication_role = replica;
      update audit_event set action = 'key.forged' where organization_id = '${organizationId}' and seq = 5; commit`)
    client.release()
    const broken = await audit('verify', url, '--organization', organizationId)
    expect(broken.said).toMatch(/Broken: Event 5 /)
    expect(broken.status).toBe(1)
  }, 60_000)

  test('finds that the whole log of an organization is gone from a database, by a checkpoint of it', async () => {
    const gone = (await foundTenant('Gone')).organizationId
    const checkpoint = await makeCheckpoint(database().prisma, gone)
    const path = await file('gone.jws', checkpoint?.jws ?? '')
    const client = await database().pool.connect()
    await client.query(`begin; set local session_replication_role = replica;
      delete from organization where id = '${gone}'; delete from audit_event where organization_id = '${gone}';
      delete from audit_checkpoint where organization_id = '${gone}'; commit`)
    client.release()
    const url = process.env.DATABASE_URL ?? ''
    const { status, said } = await audit('verify', url, '--checkpoint', path)
    expect(said).toContain(`Broken: There is no organization ${gone}`)
    expect(status).toBe(1)
    const other = (await foundTenant('Other')).organizationId
    const mistaken = await audit('verify', url, '--checkpoint', path, '--organization', other)
    expect(mistaken.said).toMatch(/of another organization/)
    expect(mistaken.status).toBe(2)
  }, 60_000)
})
