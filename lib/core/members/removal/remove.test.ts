import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { IssuedKey } from '#lib/contracts/api-key.ts'
import { listRemovalKeys } from '#lib/contracts/removal.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { createHandover } from '../../envelopes/create-handover.ts'
import { openHandover } from '../../envelopes/open-handover.ts'
import { foundTenant, limitTo, make, refused, type Tenant } from '../../keys/testing.ts'
import { openSession } from '../../sessions/open.ts'
import { listKeys } from './list-keys.ts'
import { preview } from './preview.ts'
import { faultInLog, joined, ownerless, removed, verified } from './testing.ts'

withDatabase()

const idOf = (person: { actor: { id: string } }) => person.actor.id
const key = (id: string) => database().prisma.apiKey.findUniqueOrThrow({ where: { id } })
const isMember = async ({ organizationId }: Tenant, userId: string) =>
  (await database().prisma.membership.count({ where: { organizationId, userId } })) === 1

/** Signs a person in, in an organization. @returns the session's id */
async function signedIn(userId: string, organizationId: string | null): Promise<string> {
  const { id } = await database().prisma.session.create({
    data: { userId, organizationId, expiresAt: new Date(Date.now() + 3_600_000) },
  })
  return id
}

describe('what becomes of the keys', () => {
  test('is what was decided: by name, else by whether it was used in the last seven days', async () => {
    const tenant = await foundTenant()
    const { owner, member, otherMember } = tenant
    const [busy, quiet, old, refusedOnly, named, gone] = await Promise.all(
      ['Busy', 'Quiet', 'Old', 'Refused', 'Named', 'Gone'].map((name) => make(member, { name })),
    )
    if (!busy || !quiet || !old || !refusedOnly || !named || !gone) throw new Error('No keys')
    await verified(tenant, busy.id)
    await verified(tenant, old.id, { daysAgo: 8 })
    await verified(tenant, refusedOnly.id, { outcome: 'EXPIRED' })
    await verified(tenant, named.id)
    const before = await make(otherMember, { name: 'Of another' })

    const reply = await removed(owner, idOf(member), {
      used: { action: 'transfer', ownerId: idOf(otherMember) },
      idle: { action: 'revoke' },
      keys: [
        { keyId: named.id, disposition: { action: 'convert' } },
        { keyId: gone.id, disposition: { action: 'transfer', ownerId: tenant.serviceAccountId } },
        { keyId: before.id, disposition: { action: 'revoke' } },
        { keyId: randomUUID(), disposition: { action: 'revoke' } },
      ],
      newServiceAccount: { name: 'Mia’s jobs' },
      reason: 'Mia left',
    })

    expect(reply).toMatchObject({ transferredKeys: 2, convertedKeys: 1, revokedKeys: 3 })
    expect(reply.effective.unconfirmed).toEqual([])
    expect(await key(busy.id)).toMatchObject({ ownerUserId: idOf(otherMember), revokedAt: null, version: 2 })
    expect(await key(gone.id)).toMatchObject({
      ownerUserId: null,
      ownerServiceAccountId: tenant.serviceAccountId,
    })
    expect(await key(named.id)).toMatchObject({ ownerServiceAccountId: reply.newServiceAccount?.id })
    for (const { id } of [quiet, old, refusedOnly])
      expect(await key(id)).toMatchObject({
        revokedAt: expect.any(Date),
        revokedById: idOf(owner),
        revokedReason: 'Mia left',
        ownerUserId: idOf(member),
      })
    // Not theirs, so that nothing is said of it.
    expect(await key(before.id)).toMatchObject({
      ownerUserId: idOf(otherMember),
      revokedAt: null,
      version: 1,
    })
    expect(await isMember(tenant, idOf(member))).toBe(false)
    expect(await ownerless(tenant.organizationId)).toEqual([])
    const made = await database().prisma.serviceAccount.findUniqueOrThrow({
      where: { id: reply.newServiceAccount?.id ?? '' },
    })
    expect(made).toMatchObject({ name: 'Mia’s jobs', responsibleId: idOf(owner) })
  })

  test('is told in the log key by key and in sum, in a chain that holds', async () => {
    const tenant = await foundTenant()
    const { owner, member, otherMember } = tenant
    const kept = await make(member, { name: 'Kept' })
    const ended = await make(member, { name: 'Ended' })
    await verified(tenant, kept.id)
    await removed(owner, idOf(member), {
      used: { action: 'transfer', ownerId: idOf(otherMember) },
      reason: 'Left',
    })
    const events = await database().prisma.auditEvent.findMany({
      where: { organizationId: tenant.organizationId },
      orderBy: { seq: 'desc' },
      take: 3,
    })
    expect(events.map(({ action, targetId }) => [action, targetId])).toEqual(
      expect.arrayContaining([
        ['key.revoke', ended.id],
        ['key.transfer', kept.id],
      ]),
    )
    expect(events[0]).toMatchObject({
      action: 'member.remove',
      targetType: 'user',
      targetId: idOf(member),
      actorId: idOf(owner),
      detail: { role: 'MEMBER', transferredKeys: 1, revokedKeys: 1, convertedKeys: 0, reason: 'Left' },
    })
    expect(events.find(({ action }) => action === 'key.transfer')?.detail).toEqual({
      owner: {
        from: { id: idOf(member), name: 'Mia Member' },
        to: { id: idOf(otherMember), name: 'Max Member' },
      },
    })
    expect(await faultInLog(tenant.organizationId)).toBeNull()
  })

  test('is nothing where the decision names a new owner who is none, and the member stays', async () => {
    const tenant = await foundTenant()
    const stranger = await foundTenant('Other')
    const { owner, member } = tenant
    const { id } = await make(member)
    const archived = await database().prisma.serviceAccount.create({
      data: { organizationId: tenant.organizationId, name: 'Retired', archivedAt: new Date() },
    })
    for (const ownerId of [
      randomUUID(),
      idOf(member),
      idOf(stranger.owner),
      stranger.serviceAccountId,
      archived.id,
    ]) {
      const to = { action: 'transfer', ownerId }
      for (const [decision, path] of [
        [{ used: to }, 'used.ownerId'],
        [{ idle: to }, 'idle.ownerId'],
        [{ keys: [{ keyId: id, disposition: to }] }, 'keys.0.disposition.ownerId'],
      ] as const) {
        const error = await refused(removed(owner, idOf(member), decision), 'invalid')
        expect(error.fields.map((field) => field.path)).toEqual([path])
      }
    }
    expect(await isMember(tenant, idOf(member))).toBe(true)
    expect(await key(id)).toMatchObject({ ownerUserId: idOf(member), version: 1 })
  })

  test('cannot be to give a key to who is limited to other projects', async () => {
    const tenant = await foundTenant()
    const { owner, member, otherMember } = tenant
    const { id } = await make(member)
    await limitTo(otherMember, [tenant.otherProjectId])
    const to = { action: 'transfer', ownerId: idOf(otherMember) }
    await removed(owner, idOf(await joined(tenant)), { idle: to })
    const error = await refused(removed(owner, idOf(member), { idle: to }), 'invalid')
    expect(error.fields).toMatchObject([
      { path: 'idle.ownerId', message: expect.stringContaining('limited to other projects') },
    ])
    expect(await isMember(tenant, idOf(member))).toBe(true)
    await limitTo(otherMember, [tenant.otherProjectId, tenant.projectId])
    await removed(owner, idOf(member), { idle: to })
    expect(await key(id)).toMatchObject({ ownerUserId: idOf(otherMember) })
  })

  test('cannot be to hand on what whoever removes does not hold; such a key can be revoked', async () => {
    const tenant = await foundTenant()
    const { owner, admin, member, otherMember } = tenant
    const { id } = await make(owner, {
      name: 'Founder',
      ownerId: idOf(member),
      permissions: ['organization:update'],
    })
    const to = { action: 'transfer', ownerId: idOf(otherMember) }
    expect(await preview(admin, { memberId: idOf(member) })).toMatchObject({ keys: { beyond: 1 } })
    expect(await preview(owner, { memberId: idOf(member) })).toMatchObject({ keys: { beyond: 0 } })
    const error = await refused(removed(admin, idOf(member), { idle: to }), 'forbidden')
    expect(error.message).toContain('“Founder”')
    expect(await isMember(tenant, idOf(member))).toBe(true)
    await removed(admin, idOf(member), { idle: to, keys: [{ keyId: id, disposition: { action: 'revoke' } }] })
    expect((await key(id)).revokedAt).not.toBeNull()
  })
})

describe('who removes whom', () => {
  test('an admin removes no owner, a member nobody, and the last owner stays', async () => {
    const tenant = await foundTenant()
    const { owner, admin, member, viewer, otherMember } = tenant
    await refused(removed(admin, idOf(owner)), 'forbidden')
    await refused(preview(admin, { memberId: idOf(owner) }), 'forbidden')
    for (const who of [member, viewer]) await refused(removed(who, idOf(otherMember)), 'forbidden')
    await refused(removed(owner, idOf(owner)), 'conflict')
    expect(await preview(owner, { memberId: idOf(owner) })).toMatchObject({ lastOwner: true })
    await removed(admin, idOf(member))
    await refused(removed(admin, idOf(member)), 'not_found')
  })

  test('one of two owners may remove oneself, and not both at the same time', async () => {
    const tenant = await foundTenant()
    const { owner, admin } = tenant
    await database().prisma.membership.update({
      where: { organizationId_userId: { organizationId: tenant.organizationId, userId: idOf(admin) } },
      data: { role: 'OWNER' },
    })
    const results = await Promise.allSettled([
      removed(owner, idOf(owner), { responsibleId: idOf(admin) }),
      removed({ ...admin, role: 'OWNER', permissions: owner.permissions }, idOf(admin)),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(
      await database().prisma.membership.count({
        where: { organizationId: tenant.organizationId, role: 'OWNER' },
      }),
    ).toBe(1)
  })

  test('whoever was removed a moment ago removes nobody', async () => {
    const tenant = await foundTenant()
    const { owner, admin, member } = tenant
    await removed(owner, idOf(admin))
    await refused(removed(admin, idOf(member)), 'forbidden')
  })
})

describe('with a member', () => {
  test('end their sessions in the organization, and no others', async () => {
    const tenant = await foundTenant()
    const elsewhere = await foundTenant('Elsewhere')
    const { owner, member, otherMember, organizationId } = tenant
    await database().prisma.membership.create({
      data: { organizationId: elsewhere.organizationId, userId: idOf(member), role: 'MEMBER' },
    })
    const here = [await signedIn(idOf(member), organizationId), await signedIn(idOf(member), organizationId)]
    const there = await signedIn(idOf(member), elsewhere.organizationId)
    const others = await signedIn(idOf(otherMember), organizationId)
    expect(await preview(owner, { memberId: idOf(member) })).toMatchObject({ sessions: 2 })
    expect(await removed(owner, idOf(member))).toMatchObject({ sessionsEnded: 2 })
    const { prisma } = database()
    for (const id of here) expect(await openSession(prisma, id)).toBeNull()
    expect(await openSession(prisma, there)).toMatchObject({ role: 'MEMBER' })
    expect(await openSession(prisma, others)).toMatchObject({ role: 'MEMBER' })
  })

  test('go the links that they made or may have been given, and the invitations', async () => {
    const tenant = await foundTenant()
    const { owner, admin, member, organizationId } = tenant
    const own = await make(admin, { name: 'Own' })
    const others = await make(owner, { name: 'Another’s', ownerId: idOf(member) })
    const linked = async (ctx: typeof owner, { id, secret }: Pick<IssuedKey, 'id' | 'secret'>) => {
      const { url } = await createHandover(ctx, { keyId: id, secret: secret ?? '', hours: 1 })
      return new URL(url ?? '').hash.slice(1)
    }
    const given = await linked(owner, own)
    const made = await linked(admin, others)
    const untouched = await linked(owner, others)
    await database().prisma.invitation.create({
      data: {
        organizationId,
        email: 'new@example.com',
        role: 'MEMBER',
        tokenDigest: Buffer.from('digest'),
        invitedByType: 'user',
        invitedById: idOf(admin),
        invitedByName: 'Adam Admin',
        createdAt: new Date(),
        sentAt: new Date(),
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    })
    expect(await preview(owner, { memberId: idOf(admin) })).toMatchObject({ handovers: 2, invitations: 1 })
    const reply = await removed(owner, idOf(admin), {
      idle: { action: 'transfer', ownerId: idOf(member) },
    })
    expect(reply).toMatchObject({ handoversWithdrawn: 2, invitationsWithdrawn: 1, transferredKeys: 1 })
    const nobody = { ...owner, actor: { type: 'anonymous' as const } }
    for (const token of [given, made]) await refused(openHandover(nobody, { token }), 'gone')
    expect((await openHandover(nobody, { token: untouched })).secret).toBe(others.secret)
  })

  test('somebody else must answer for their service accounts', async () => {
    const tenant = await foundTenant()
    const { owner, member, otherMember, admin, organizationId, serviceAccountId } = tenant
    const { prisma } = database()
    const account = (name: string, archivedAt: Date | null = null) =>
      prisma.serviceAccount.create({
        data: { organizationId, name, responsibleId: idOf(member), archivedAt },
      })
    const [first, second, retired] = [
      await account('First'),
      await account('Second'),
      await account('Retired', new Date()),
    ]
    expect(await preview(owner, { memberId: idOf(member) })).toMatchObject({
      serviceAccounts: [
        { id: first.id, archived: false },
        { id: second.id, archived: false },
        { id: retired.id, archived: true },
      ],
      moreServiceAccounts: 0,
    })
    for (const responsibleId of [undefined, idOf(member), randomUUID(), serviceAccountId]) {
      const error = await refused(removed(owner, idOf(member), { responsibleId }), 'invalid')
      expect(error.fields.map(({ path }) => path)).toEqual(['responsibleId'])
    }
    await removed(owner, idOf(member), {
      responsibleId: idOf(admin),
      serviceAccounts: [{ serviceAccountId: second.id, responsibleId: idOf(otherMember) }],
    })
    const now = await prisma.serviceAccount.findMany({ where: { organizationId }, orderBy: { name: 'asc' } })
    expect(now.map(({ name, responsibleId }) => [name, responsibleId])).toEqual([
      ['Deploy robot', null],
      ['First', idOf(admin)],
      ['Retired', idOf(admin)],
      ['Second', idOf(otherMember)],
    ])
  })
})

test('the keys are listed page by page, the one used last first, with their traffic of seven days', async () => {
  const tenant = await foundTenant()
  const { owner, member } = tenant
  const made = []
  for (let n = 0; n < 5; n += 1) made.push(await make(member, { name: `Key ${n}` }))
  const [never, , recent, earlier] = made
  if (!never || !recent || !earlier) throw new Error('No keys')
  await verified(tenant, recent.id, { count: 3 })
  await verified(tenant, recent.id, { outcome: 'RATE_LIMITED', count: 2 })
  await verified(tenant, earlier.id, { daysAgo: 3, count: 4 })
  await verified(tenant, earlier.id, { daysAgo: 9, count: 100 })
  const query = (more: object) => ({ memberId: idOf(member), ...listRemovalKeys.query.parse(more) })
  const seen = []
  let cursor: string | undefined
  do {
    const page = await listKeys(owner, query({ limit: '2', ...(cursor && { cursor }) }))
    expect(page.items.length).toBeLessThanOrEqual(2)
    seen.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toHaveLength(5)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(5)
  expect(seen[0]).toMatchObject({ id: recent.id, traffic: { good: 3, refused: 2 }, used: true })
  const ofEarlier = seen.find(({ id }) => id === earlier.id)
  expect(ofEarlier).toMatchObject({ traffic: { good: 4, refused: 0 }, used: true })
  expect(seen.find(({ id }) => id === never.id)).toMatchObject({ lastUsedAt: null, used: false })
  expect((await listKeys(owner, query({ q: 'KEY 3' }))).items.map(({ name }) => name)).toEqual(['Key 3'])
  expect(await preview(owner, { memberId: idOf(member) })).toMatchObject({
    keys: { used: 2, idle: 3, beyond: 0 },
    calls: 7,
  })
})

test('ten thousand keys are moved and revoked within the time of a request', {
  timeout: 60_000,
}, async () => {
  const tenant = await foundTenant()
  const { owner, otherMember, organizationId, projectId } = tenant
  const leaver = await joined(tenant)
  const { pool } = database()
  await pool.query(
    `INSERT INTO api_key (id, organization_id, project_id, owner_user_id, name, start, last, created_by_type, updated_by_type, level, updated_at)
     SELECT gen_random_uuid(), $1, $2, $3, 'Key ' || n, 'lw_' || n, 'last', 'system', 'system', n % 4, now()
     FROM generate_series(1, 10000) n`,
    [organizationId, projectId, idOf(leaver)],
  )
  await pool.query(
    `INSERT INTO key_permission (key_id, permission_id)
     SELECT k.id, p.id FROM api_key k JOIN permission p ON p.organization_id = k.organization_id AND NOT p.built_in
     WHERE k.owner_user_id = $1`,
    [idOf(leaver)],
  )
  await pool.query(
    `INSERT INTO key_usage (key_id, hour, outcome, organization_id, project_id, count)
     SELECT k.id, date_trunc('hour', now()) - make_interval(hours => h), 'VALID', $1, $2, 3
     FROM api_key k CROSS JOIN generate_series(1, 40) h WHERE k.owner_user_id = $3 AND k.name LIKE '%1'`,
    [organizationId, projectId, idOf(leaver)],
  )
  const query = { memberId: idOf(leaver), ...listRemovalKeys.query.parse({}) }
  expect(await preview(owner, { memberId: idOf(leaver) })).toMatchObject({
    keys: { used: 1_000, idle: 9_000 },
  })
  expect((await listKeys(owner, query)).items).toHaveLength(50)
  const decision = { used: { action: 'transfer', ownerId: idOf(otherMember) } }
  expect(await removed(owner, idOf(leaver), decision)).toMatchObject({
    transferredKeys: 1_000,
    revokedKeys: 9_000,
  })
  expect(await ownerless(organizationId)).toEqual([])
  const { rows } = await pool.query(
    `SELECT count(*) FILTER (WHERE revoked_at IS NULL)::int AS standing, count(*)::int AS all
     FROM api_key WHERE organization_id = $1`,
    [organizationId],
  )
  expect(rows).toEqual([{ standing: 1_000, all: 10_000 }])
  expect(await faultInLog(organizationId)).toBeNull()
})
