import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { createHandover as contract, maxHandovers } from '#lib/contracts/handovers.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { env } from '#lib/env.ts'
import { secrets } from '#lib/secrets.ts'
import type { Ctx } from '../context.ts'
import { revoke } from '../keys/revoke.ts'
import { rotate } from '../keys/rotate.ts'
import { actionsOf, age, asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { update } from '../keys/update.ts'
import { createHandover } from './create-handover.ts'
import { listHandovers } from './list-handovers.ts'
import { openHandover } from './open-handover.ts'
import { peekHandover } from './peek-handover.ts'
import { unsealSecret } from './seal-secret.ts'
import { withdrawHandover } from './withdraw-handover.ts'

withDatabase()

let tenant: Tenant
let nobody: Ctx
beforeAll(async () => {
  tenant = await foundTenant()
  nobody = {
    ...tenant.member,
    actor: { type: 'anonymous' },
    organizationId: null,
    projectId: null,
    role: null,
    permissions: new Set(),
    origin: { requestId: 'opened', ip: '198.51.100.9', userAgent: 'a browser' },
  }
})

interface Sent {
  keyId: string
  secret: string
  handoverId: string
  token: string
}

const secretOf = ({ secret }: { secret: string | null }) => {
  if (secret === null) throw new Error('No secret')
  return secret
}

/** Makes a link from a body as it is sent. */
const linkTo = (ctx: Ctx, keyId: string, body: Record<string, unknown>) =>
  createHandover(ctx, { keyId, ...contract.body.parse(body) })

/** A key of the member's, sent to somebody. */
async function sent(body: Record<string, unknown> = {}, ctx: Ctx = tenant.member): Promise<Sent> {
  const key = await make(tenant.member, { name: 'Checkout' })
  const secret = secretOf(key)
  const { id, url } = await linkTo(ctx, key.id, { secret, ...body })
  return { keyId: key.id, secret, handoverId: id, token: new URL(url ?? '').hash.slice(1) }
}

const open = (token: string) => openHandover(nobody, { token })
const peek = (token: string) => peekHandover(nobody, { token })
const envelope = (id: string) => database().prisma.envelope.findUniqueOrThrow({ where: { id } })
const stateOf = async ({ keyId }: Sent) => (await listHandovers(tenant.member, { keyId })).items[0]?.state
const runOut = (id: string) =>
  database().pool.query(
    `UPDATE envelope SET created_at = now() - interval '2 days', expires_at = now() - interval '1 second' WHERE id = $1`,
    [id],
  )

describe('a one-time link', () => {
  test('tells whoever has it what it holds, as often as asked, and gives the secret once', async () => {
    const link = await sent({ note: 'Contoso, their staging' })
    const told = {
      keyId: link.keyId,
      keyName: 'Checkout',
      generation: 1,
      organization: 'Acme',
      madeBy: 'Mia Member',
      note: 'Contoso, their staging',
    }
    for (let look = 0; look < 3; look += 1) expect(await peek(link.token)).toMatchObject(told)
    expect(JSON.stringify(await peek(link.token))).not.toContain(link.secret)
    expect(await stateOf(link)).toBe('waiting')
    expect(await open(link.token)).toMatchObject({ ...told, secret: link.secret })
    expect(await stateOf(link)).toBe('opened')
    for (const again of [open, peek]) {
      const gone = await refused(again(link.token), 'gone')
      expect(gone.message).toMatch(/was opened at \d{4}-\d\d-\d\d \d\d:\d\d UTC, and it opens once/)
      expect(gone.message).toContain('Mia Member')
    }
  })

  test('gives it to one of twenty who open it at once', async () => {
    const link = await sent()
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => open(link.token)))
    const given = answers.filter((one) => one.status === 'fulfilled')
    expect(given.map(({ value }) => value.secret)).toEqual([link.secret])
    for (const one of answers)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'gone' })
    expect((await actionsOf(link.keyId)).filter((action) => action === 'key.handover_open')).toHaveLength(1)
  })

  test('waits a day where nothing else is said, and 1 to 72 hours', async () => {
    const key = await make(tenant.member)
    for (const [body, hours] of [
      [{}, 24],
      [{ hours: 1 }, 1],
      [{ hours: 72 }, 72],
    ] as const) {
      const { createdAt, expiresAt } = await linkTo(tenant.member, key.id, { secret: secretOf(key), ...body })
      expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(hours * 3_600_000)
    }
    for (const hours of [0, 73, 1.5])
      expect(contract.body.safeParse({ secret: 'x', hours }).success).toBe(false)
  })

  test('is gone from the instant its time is over', async () => {
    const link = await sent()
    await runOut(link.handoverId)
    for (const late of [open, peek])
      expect((await refused(late(link.token), 'gone')).message).toMatch(/ended at .* Ask Mia Member/)
    expect(await stateOf(link)).toBe('expired')
  })

  test('ends with its key at the latest', async () => {
    const key = await make(tenant.member, { expiresIn: 600 })
    const { expiresAt } = await linkTo(tenant.member, key.id, { secret: secretOf(key), hours: 72 })
    expect(Math.abs(Date.parse(expiresAt) - Date.parse(key.expiresAt ?? ''))).toBeLessThan(1_000)
  })

  test.each([
    ['revoked', (keyId: string) => revoke(tenant.owner, { keyId }), /was revoked since/],
    ['rotated', (keyId: string) => rotate(tenant.owner, { keyId, graceSeconds: 3600 }), /has a new secret/],
    ['at its end', (keyId: string) => age(keyId, `expires_at = now()`), /has ended since/],
  ])('is over when its key is %s', async (_, change, words) => {
    const link = await sent()
    await change(link.keyId)
    for (const late of [open, peek]) expect((await refused(late(link.token), 'gone')).message).toMatch(words)
    expect(await stateOf(link)).toBe('ended')
  })

  test('that is opened while its key is revoked gives the secret before, or never', async () => {
    for (let round = 0; round < 5; round += 1) {
      const link = await sent()
      const [opened] = await Promise.allSettled([
        open(link.token),
        revoke(tenant.owner, { keyId: link.keyId }),
      ])
      const actions = await actionsOf(link.keyId)
      const before = actions.indexOf('key.handover_open')
      if (opened.status === 'fulfilled') {
        expect(before).toBeGreaterThan(-1)
        expect(before).toBeLessThan(actions.indexOf('key.revoke'))
      } else expect(before).toBe(-1)
      expect((await envelope(link.handoverId)).sealed).toBeNull()
    }
  })

  test('opens while its key is disabled, which can be undone', async () => {
    const link = await sent()
    await update(tenant.member, { keyId: link.keyId, enabled: false })
    expect((await open(link.token)).secret).toBe(link.secret)
  })

  test('of no token is not found', async () => {
    const link = await sent()
    for (const token of ['', 'x', `${link.token}x`, link.token.slice(1), link.handoverId, link.secret])
      for (const ask of [open, peek]) await refused(ask(token), 'not_found')
    expect(await stateOf(link)).toBe('waiting')
  })
})

describe('to make one', () => {
  test('takes the newest secret of that very key', async () => {
    const key = await make(tenant.member)
    const other = await make(tenant.member)
    const old = secretOf(key)
    const wrong = async (secret: string) => {
      const refusal = await refused(linkTo(tenant.member, key.id, { secret }), 'invalid')
      expect(refusal.fields.map(({ path }) => path)).toEqual(['secret'])
      expect(`${refusal.message}${JSON.stringify(refusal.fields)}`).not.toContain(secret)
    }
    await wrong('nonsense')
    await wrong(secretOf(other))
    const rotated = await rotate(tenant.member, { keyId: key.id, graceSeconds: 3600 })
    await wrong(old)
    const { state } = await linkTo(tenant.member, key.id, { secret: secretOf(rotated) })
    expect(state).toBe('waiting')
  })

  test('takes a key that stands and that one may read', async () => {
    const key = await make(tenant.member)
    const secret = secretOf(key)
    await refused(linkTo(tenant.otherMember, key.id, { secret }), 'not_found')
    await refused(linkTo((await foundTenant('Other')).owner, key.id, { secret }), 'not_found')
    expect((await linkTo(tenant.viewer, key.id, { secret })).madeBy.name).toBe('Vera Viewer')
    await age(key.id, `expires_at = now()`)
    await refused(linkTo(tenant.member, key.id, { secret }), 'conflict')
    await age(key.id, `expires_at = NULL`)
    await revoke(tenant.member, { keyId: key.id })
    await refused(linkTo(tenant.member, key.id, { secret }), 'conflict')
  })

  test('is refused while too many of the key are out, also where the last ones are made at once', async () => {
    const key = await make(tenant.member)
    const one = () => linkTo(tenant.member, key.id, { secret: secretOf(key) })
    const answers = await Promise.allSettled(Array.from({ length: maxHandovers + 3 }, one))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(maxHandovers)
    await refused(one(), 'limit_exceeded')
    const { items } = await listHandovers(tenant.member, { keyId: key.id })
    expect(items).toHaveLength(maxHandovers)
    await withdrawHandover(tenant.member, { keyId: key.id, handoverId: items[0]?.id ?? '' })
    await one()
  })
})

describe('a link that is withdrawn', () => {
  test('opens no more; a second time, or after it was opened, it stays as it is', async () => {
    const link = await sent()
    const { keyId, handoverId } = link
    expect(await withdrawHandover(tenant.member, { keyId, handoverId })).toMatchObject({ state: 'withdrawn' })
    expect((await envelope(handoverId)).sealed).toBeNull()
    for (const late of [open, peek])
      expect((await refused(late(link.token), 'gone')).message).toContain('was withdrawn')
    expect(await withdrawHandover(tenant.member, { keyId, handoverId })).toMatchObject({ state: 'withdrawn' })
    const opened = await sent()
    await open(opened.token)
    expect(await withdrawHandover(tenant.member, opened)).toMatchObject({ state: 'opened' })
    const actions = await actionsOf(keyId)
    expect(actions.filter((action) => action === 'key.handover_withdraw')).toHaveLength(1)
  })

  test('was withdrawn by who made it, or by who may change the key', async () => {
    const link = await sent()
    await refused(withdrawHandover(tenant.viewer, link), 'forbidden')
    await refused(withdrawHandover(tenant.otherMember, link), 'not_found')
    const reader = await make(tenant.owner, {
      ownerId: tenant.serviceAccountId,
      permissions: ['api_key:read:any'],
    })
    const byReader = await asKey(tenant, reader.id)
    await refused(withdrawHandover(byReader, link), 'forbidden')
    expect(await withdrawHandover(tenant.owner, link)).toMatchObject({ state: 'withdrawn' })
    for (const maker of [tenant.viewer, byReader]) {
      const own = await sent({}, maker)
      expect(await withdrawHandover(maker, own)).toMatchObject({ state: 'withdrawn' })
    }
  })

  test('is named with its own key', async () => {
    const [one, other] = [await sent(), await sent()]
    await refused(
      withdrawHandover(tenant.owner, { keyId: one.keyId, handoverId: other.handoverId }),
      'not_found',
    )
  })
})

describe('what is kept of a link', () => {
  test('opens with its token and the server’s key together, and with neither alone', async () => {
    const link = await sent()
    const { id, sealed } = await envelope(link.handoverId)
    if (!sealed) throw new Error('Nothing is sealed')
    expect(unsealSecret(id, sealed, link.token)).toBe(link.secret)
    expect(unsealSecret(id, sealed)).toBeNull()
    expect(unsealSecret(id, sealed, (await sent()).token)).toBeNull()
    const own = secrets()
    const { sessionKey } = own
    try {
      // A server with a copy of the database and not the key that lies outside it.
      own.sessionKey = randomBytes(32).toString('base64')
      expect(unsealSecret(id, sealed, link.token)).toBeNull()
      await refused(open(link.token), 'not_found')
    } finally {
      own.sessionKey = sessionKey
    }
    expect((await open(link.token)).secret).toBe(link.secret)
  })

  test('is neither its token nor the secret, in any table', async () => {
    const link = await sent({ note: 'looked for' })
    await peek(link.token)
    const opened = await sent()
    await open(opened.token)
    const { rows: tables } = await database().pool.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public'`,
    )
    const texts = await Promise.all(
      tables.map(async ({ name }) => {
        const { rows } = await database().pool.query<{ text: string | null }>(
          `select string_agg(t::text, E'\\n') as text from "${name}" t`,
        )
        return rows[0]?.text ?? ''
      }),
    )
    const all = texts.join('\n')
    expect(all).toContain('looked for')
    for (const { token, secret } of [link, opened])
      for (const hidden of [token, secret, Buffer.from(token, 'base64url').toString('latin1')])
        for (const encoding of ['utf8', 'hex', 'base64'] as const)
          expect(all).not.toContain(Buffer.from(hidden).toString(encoding).replace(/=+$/, ''))
    // The bits that the token stands for, as bytea prints them.
    expect(all).not.toContain(Buffer.from(link.token, 'base64url').toString('hex'))
  })

  test('is its history: who made it, for what, and from where it was opened', async () => {
    const link = await sent({ note: 'Contoso', hours: 1 })
    await open(link.token)
    const events = await database().prisma.auditEvent.findMany({
      where: { targetId: link.keyId, action: { startsWith: 'key.handover' } },
      orderBy: { seq: 'asc' },
    })
    expect(events).toMatchObject([
      {
        action: 'key.handover',
        actorName: 'Mia Member',
        detail: { handover: link.handoverId, for: 'Contoso', linkEnds: expect.any(String) },
      },
      {
        action: 'key.handover_open',
        actorType: 'system',
        actorId: null,
        actorName: 'Anonymous',
        organizationId: tenant.organizationId,
        ip: '198.51.100.9',
        userAgent: 'a browser',
        requestId: 'opened',
        detail: { handover: link.handoverId, for: 'Contoso' },
      },
    ])
  })

  test('is told to those who may read its key, newest first, without the link', async () => {
    const key = await make(tenant.member)
    const secret = secretOf(key)
    const first = await linkTo(tenant.member, key.id, { secret, note: 'first' })
    const second = await linkTo(tenant.owner, key.id, { secret, note: 'second' })
    const { items } = await listHandovers(tenant.viewer, { keyId: key.id })
    expect(items.map(({ note, madeBy }) => [note, madeBy.name])).toEqual([
      ['second', 'Olive Owner'],
      ['first', 'Mia Member'],
    ])
    for (const { url } of [first, second]) {
      expect(url).toMatch(new RegExp(`^${env().LATCHWORK_URL}/reveal#[\\w-]{43}$`))
      expect(JSON.stringify(items)).not.toContain(new URL(url ?? '').hash.slice(1))
    }
    await refused(listHandovers(tenant.otherMember, { keyId: key.id }), 'not_found')
  })
})
