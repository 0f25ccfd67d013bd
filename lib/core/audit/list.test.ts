import { beforeAll, describe, expect, test } from 'vitest'
import { type AuditEvent, listAuditEvents, listAuditEventsQuery } from '#lib/contracts/audit.ts'
import { createWebhookBody } from '#lib/contracts/webhooks.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { seededRandom } from '#lib/http/testing/random.ts'
import type { Ctx } from '../context.ts'
import { foundTenant, type Tenant } from '../keys/testing.ts'
import { create as createWebhook } from '../webhooks/create.ts'
import type { Filter } from './filter.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { narrow } from './narrow.ts'
import { readPage } from './page.ts'
import { makeHistory } from './testing/history.ts'

withDatabase()

const random = seededRandom('audit filters')

let tenant: Tenant
let owner: Ctx
let everything: AuditEvent[]

const listed = async (ctx: Ctx, query: Record<string, string>) =>
  listAuditEvents.reply?.parse(await list(ctx, listAuditEventsQuery.parse(query)))

async function allOf(ctx: Ctx, query: Record<string, string>): Promise<AuditEvent[]> {
  const found: AuditEvent[] = []
  let cursor: string | null | undefined
  do {
    const page = await listed(ctx, { ...query, limit: '40', ...(cursor ? { cursor } : {}) })
    found.push(...(page?.items ?? []))
    cursor = page?.nextCursor
  } while (cursor)
  return found
}

beforeAll(async () => {
  tenant = await foundTenant()
  owner = tenant.owner
  const other = await foundTenant('Other')
  await makeHistory(owner, 400, random, [tenant.projectId, tenant.otherProjectId])
  await makeHistory(other.owner, 40, random, [other.projectId])
  // An event an hour, but for a clock that was set back now and then; and as nobody but a superuser could.
  await database().pool.query(`
    begin; set local session_replication_role = replica;
    update audit_event set at = date_trunc('hour', now()) - interval '1 hour' * (500 - seq)
      - case when seq % 7 = 0 then interval '3600.5 seconds' else interval '0' end;
    commit`)
  everything = await allOf(owner, {})
}, 60_000)

test('the log is listed whole, the newest first, and nothing of another organization', async () => {
  expect(everything.length).toBeGreaterThan(400)
  expect(everything.map(({ seq }) => seq)).toEqual(everything.map((_, at) => String(everything.length - at)))
  const page = await listed(owner, { limit: '1' })
  expect(page?.head).toBe(String(everything.length))
})

/** How the addresses of a network begin. */
const networks: Readonly<Record<string, string>> = {
  '203.0.113.0/24': '203.0.113.',
  '2001:db8::/32': '2001:db8:',
  '192.0.2.0/24': '192.0.2.',
}

/** What a filter leaves, said a second time. */
function matching(filter: Filter): AuditEvent[] {
  return everything.filter(({ actor, action, target, project, at, ip, seq }) => {
    if (filter.actor && actor.id !== filter.actor) return false
    if (filter.actorType && actor.type !== filter.actorType) return false
    if (
      filter.action &&
      !filter.action.some((one) => (one.endsWith('.') ? action.startsWith(one) : action === one))
    )
      return false
    if (filter.targetType && target.type !== filter.targetType) return false
    if (filter.target && target.id !== filter.target) return false
    if (filter.project && project?.id !== filter.project) return false
    if (filter.from && Date.parse(at) < Date.parse(filter.from)) return false
    if (filter.to && Date.parse(at) >= Date.parse(filter.to)) return false
    const network = networks[filter.address ?? '']
    if (network !== undefined && !ip?.startsWith(network)) return false
    if (filter.address && !filter.address.includes('/') && ip !== filter.address) return false
    return !filter.after || BigInt(seq) > BigInt(filter.after)
  })
}

/** A filter by chance, of values that occur. */
function someQuery(): Record<string, string> {
  const one = random.pick(everything)
  const other = random.pick(everything)
  const [from = '', to = ''] = [one.at, other.at].sort()
  const fields: Record<string, string | null> = {
    actor: one.actor.id,
    actorType: random.pick([one, other]).actor.type,
    action: random.pick([
      one.action,
      `${one.action.split('.')[0]}.`,
      `${one.action},${other.action}`,
      'none.such',
    ]),
    targetType: one.target.type,
    target: random.pick([one, other]).target.id,
    project: random.pick([one, other]).project?.id ?? null,
    from,
    to,
    address: random.pick([one.ip, ...Object.keys(networks)]),
    after: other.seq,
  }
  const count = random.int(4)
  const names = Object.keys(fields)
  const chosen = new Set(Array.from({ length: count }, () => random.pick(names)))
  return Object.fromEntries(
    [...chosen].flatMap((name) => (fields[name] == null ? [] : [[name, fields[name]]])),
  )
}

test('every filter, and every combination of them by chance, gives what it names, in order', async () => {
  // Filters that leave some and not all say the most: it goes on, for a while, until there were enough of them.
  let some = 0
  for (let round = 0; round < 100 || (some <= 50 && round < 300); round += 1) {
    const query = someQuery()
    const want = matching(listAuditEventsQuery.parse(query))
    const found = await allOf(owner, query)
    expect(
      found.map(({ seq }) => seq),
      JSON.stringify(query),
    ).toEqual(want.map(({ seq }) => seq))
    if (want.length > 0 && want.length < everything.length) some += 1
  }
  expect(some).toBeGreaterThan(50)
}, 60_000)

test('a page that may look at few events gives the same ones, page by page', async () => {
  for (let round = 0; round < 60; round += 1) {
    const query = someQuery()
    const filter: Filter = listAuditEventsQuery.parse(query)
    // Networks of several addresses are looked through here.
    const narrowed = await narrow(owner, filter, 1)
    const found: string[] = []
    let before: bigint = 2n ** 62n
    let pages = 0
    while (narrowed) {
      const { rows, lookedTo } = await readPage(owner.db, narrowed, before, 5, 25)
      const page = rows.slice(0, 5)
      found.push(...page.map(({ seq }) => seq))
      pages += 1
      expect(pages, JSON.stringify(query)).toBeLessThan(500)
      if (rows.length > 5) before = BigInt(page.at(-1)?.seq ?? 0)
      else if (lookedTo <= narrowed.above + 1n) break
      else before = lookedTo
    }
    expect(found, JSON.stringify(query)).toEqual(matching(filter).map(({ seq }) => seq))
  }
}, 60_000)

test('who follows the log gets what came after the head they know, and nothing twice', async () => {
  const before = await listed(owner, { limit: '5' })
  await makeHistory(owner, 3, random, [tenant.projectId])
  const after = await listed(owner, { after: before?.head ?? '' })
  expect(after?.items).toHaveLength(3)
  expect(after?.nextCursor).toBeNull()
  expect((await listed(owner, { after: after?.head ?? '' }))?.items).toEqual([])
})

describe('who is bound to a project', () => {
  const bound = (): Ctx => ({ ...owner, reach: [tenant.otherProjectId] })

  test('sees what happened in it, whatever they ask for', async () => {
    const seen = await allOf(bound(), {})
    expect(seen.length).toBeGreaterThan(20)
    expect(new Set(seen.map(({ project }) => project?.id))).toEqual(new Set([tenant.otherProjectId]))
    expect(await allOf(bound(), { project: tenant.projectId })).toEqual([])
  })

  test('finds an event of another project, or of none, as little as one that is not there', async () => {
    const inside = everything.find(({ project }) => project?.id === tenant.otherProjectId)
    const outside = everything.filter(({ project }) => project?.id !== tenant.otherProjectId)
    expect((await get(bound(), { eventId: inside?.id ?? '' })).id).toBe(inside?.id)
    for (const { id } of [
      outside.find(({ project }) => project),
      outside.find(({ project }) => !project),
    ].filter((one) => one !== undefined))
      await expect(get(bound(), { eventId: id })).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('a target says whether it is still there', async () => {
  const mine = everything.filter(({ target }) => target.id === tenant.owner.actor.id)
  expect(mine.every(({ target }) => target.present)).toBe(true)
  const webhook = await createWebhook(owner, createWebhookBody.parse({ url: 'https://hooks.example.com/' }))
  const [made] = await allOf(owner, { target: webhook.id })
  expect(made?.target).toMatchObject({ type: 'webhook', present: true })
  const gone = everything.filter(({ target }) => target.name.startsWith('target '))
  expect(gone.some(({ target }) => target.present)).toBe(false)
})
