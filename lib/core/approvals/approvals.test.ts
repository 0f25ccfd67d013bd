import { beforeEach, describe, expect, test } from 'vitest'
import { type Approval, listApprovals, requestApprovalBody } from '#lib/contracts/approvals.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import type { Ctx } from '../context.ts'
import { get as getKey } from '../keys/get.ts'
import { revoke } from '../keys/revoke.ts'
import { actionsOf, asKey, foundTenant, make, refused, type Tenant } from '../keys/testing.ts'
import { update } from '../keys/update.ts'
import { inboxOf, noticesOf, tellAll } from '../notices/testing.ts'
import { inForce } from '../policies/testing.ts'
import { approve, decline, withdraw } from './decide.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { request } from './request.ts'

withDatabase()

let acme: Tenant
let keyId: string
beforeEach(async () => {
  acme = await foundTenant()
  await inForce(acme.owner, acme.organizationId, { approvalFor: ['billing:write'] })
  keyId = (await make(acme.member, { permissions: ['data:read'] })).id
})

const ask = (ctx: Ctx, body: object = { permissions: ['billing:write'] }): Promise<Approval> =>
  request(ctx, requestApprovalBody.parse({ keyId, reason: 'For the month’s end', ...body }))
const listed = async (ctx: Ctx, query = {}) => (await list(ctx, listApprovals.query.parse(query))).items
const holdings = async () => (await getKey(acme.owner, { keyId })).effectivePermissions

describe('a request', () => {
  test('changes nothing of the key until somebody approves, and then adds what was asked for', async () => {
    const asked = await ask(acme.member)
    expect(asked).toMatchObject({ state: 'pending', adds: ['billing:write'], mayDecide: false })
    expect(await holdings()).toEqual(['data:read'])
    // What is edited meanwhile stays.
    await update(acme.member, { keyId, permissions: ['data:read', 'files:read'] })
    const approved = await approve(acme.admin, { approvalId: asked.id, answer: 'For this month' })
    expect(approved).toMatchObject({
      state: 'approved',
      decidedBy: { name: 'Adam Admin' },
      answer: 'For this month',
    })
    expect(await holdings()).toEqual(['billing:write', 'data:read', 'files:read'])
    expect(await actionsOf(keyId)).toEqual([
      'key.create',
      'approval.request',
      'key.update',
      'key.update',
      'approval.approve',
    ])
  })

  test('may be for a role or a level', async () => {
    const asked = await ask(acme.member, { role: 'writer', level: 1 })
    expect(asked.wanted).toMatchObject({ role: { name: 'writer' }, level: 1 })
    expect(asked.adds).toContain('billing:write')
    await approve(acme.admin, { approvalId: asked.id })
    const key = await getKey(acme.owner, { keyId })
    expect(key).toMatchObject({ role: { name: 'writer' }, level: 1, permissions: ['data:read'] })
  })

  test('is for what needs an approval, is not held yet, and the asker holds', async () => {
    await refused(ask(acme.member, { permissions: ['files:read'] }), 'invalid')
    await refused(ask(acme.member, { permissions: ['data:read'] }), 'invalid')
    await refused(ask(acme.member, { permissions: ['billing:write', 'api_key:delete:any'] }), 'forbidden')
    await inForce(acme.owner, acme.projectId, { bannedPermissions: ['billing:write'] })
    await refused(ask(acme.member), 'invalid')
  })

  test('is made by a person who may change the key', async () => {
    await refused(ask(acme.otherMember), 'not_found')
    await refused(ask(acme.viewer), 'forbidden')
    const { id } = await make(acme.owner, { permissions: ['api_key:update:any', 'api_key:read:any'] })
    await refused(ask(await asKey(acme, id)), 'forbidden')
  })

  test('is one at a time for a key, also of two that are made at once', async () => {
    const both = await Promise.allSettled([ask(acme.member), ask(acme.member)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await refused(ask(acme.member), 'conflict')
    const [open] = await listed(acme.member)
    await withdraw(acme.member, { approvalId: open?.id ?? '' })
    await ask(acme.member)
  })
})

describe('a decision', () => {
  test('is nobody’s own, and no key’s', async () => {
    const asked = await ask(acme.admin)
    await refused(approve(acme.admin, { approvalId: asked.id }), 'forbidden')
    await refused(decline(acme.admin, { approvalId: asked.id, answer: 'No' }), 'forbidden')
    const { id } = await make(acme.owner, {
      permissions: ['approval:decide', 'api_key:update:any', 'billing:write'],
    })
    await refused(approve(await asKey(acme, id), { approvalId: asked.id }), 'forbidden')
    await refused(approve(acme.member, { approvalId: asked.id }), 'forbidden')
    await approve(acme.owner, { approvalId: asked.id })
  })

  test('gives no more than the decider holds at that moment', async () => {
    const { id } = await ask(acme.member)
    const permissions = new Set([...acme.admin.permissions].filter((name) => name !== 'billing:write'))
    await refused(approve({ ...acme.admin, permissions }, { approvalId: id }), 'forbidden')
    expect(await holdings()).toEqual(['data:read'])
    expect((await get(acme.member, { approvalId: id })).state).toBe('pending')
  })

  test('is refused what the policy bans by then', async () => {
    const { id } = await ask(acme.member)
    await inForce(acme.owner, acme.projectId, { bannedPermissions: ['billing:write'] })
    await refused(approve(acme.admin, { approvalId: id }), 'invalid')
  })

  test('is made once, by whoever is first', async () => {
    const { id } = await ask(acme.member)
    const both = await Promise.allSettled([
      approve(acme.admin, { approvalId: id }),
      decline(acme.owner, { approvalId: id, answer: 'Not needed' }),
    ])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { state } = await get(acme.member, { approvalId: id })
    expect(await holdings()).toEqual(state === 'approved' ? ['billing:write', 'data:read'] : ['data:read'])
    await refused(approve(acme.admin, { approvalId: id }), 'conflict')
    await refused(withdraw(acme.member, { approvalId: id }), 'conflict')
  })

  test('to decline leaves the key as it is and says why', async () => {
    const { id } = await ask(acme.member)
    const declined = await decline(acme.admin, { approvalId: id, answer: 'Use the billing service' })
    expect(declined).toMatchObject({ state: 'declined', adds: [], answer: 'Use the billing service' })
    expect(await holdings()).toEqual(['data:read'])
  })

  test('comes too late for a revoked key: the request has lapsed', async () => {
    const { id } = await ask(acme.member)
    await revoke(acme.member, { keyId })
    await refused(approve(acme.admin, { approvalId: id }), 'conflict')
    expect(await get(acme.member, { approvalId: id })).toMatchObject({ state: 'lapsed', mayDecide: false })
    expect((await listed(acme.admin, { state: 'pending' })).length).toBe(0)
    expect((await listed(acme.admin, { state: 'lapsed' })).length).toBe(1)
  })
})

test('who decides is told of a request, and who asked of what came of it, whosever the key is', async () => {
  const { owner, admin, member, otherMember, viewer } = acme
  const first = await ask(member)
  await tellAll()
  for (const decider of [owner, admin]) expect(await inboxOf(decider)).toEqual(['approval.requested'])
  const [told] = await noticesOf(admin)
  expect(told?.data).toMatchObject({ approval: first.id, adds: ['billing:write'], key: { id: keyId } })
  await withdraw(member, { approvalId: first.id })
  await decline(owner, { approvalId: (await ask(admin)).id, answer: 'Not this month' })
  await approve(owner, { approvalId: (await ask(admin)).id, answer: 'This month' })
  await tellAll()
  const [, ...answers] = await noticesOf(admin)
  expect(answers).toMatchObject([
    { type: 'approval.declined', keyId, data: { answer: 'Not this month' } },
    { type: 'approval.approved', keyId, data: { answer: 'This month' } },
  ])
  expect(await inboxOf(owner)).toEqual(Array.from({ length: 3 }, () => 'approval.requested'))
  // The key is theirs, and another changed it.
  expect(await inboxOf(member)).toEqual(['key.updated'])
  for (const other of [otherMember, viewer]) expect(await inboxOf(other)).toEqual([])
})

describe('requests', () => {
  test('are seen by whoever asked and by whoever decides, and by nobody else', async () => {
    const { id } = await ask(acme.member)
    expect((await listed(acme.member)).map((one) => one.id)).toEqual([id])
    expect((await listed(acme.admin))[0]).toMatchObject({ id, mayDecide: true })
    expect(await listed(acme.otherMember)).toEqual([])
    const other = await foundTenant('Other')
    expect(await listed(other.owner)).toEqual([])
    for (const ctx of [acme.otherMember, acme.viewer, other.owner])
      await refused(get(ctx, { approvalId: id }), 'not_found')
    await refused(approve(other.owner, { approvalId: id }), 'not_found')
    await refused(withdraw(acme.admin, { approvalId: id }), 'forbidden')
    await refused(withdraw(acme.otherMember, { approvalId: id }), 'not_found')
  })

  test('beyond the projects of a decider are not theirs', async () => {
    const { id } = await ask(acme.member)
    const bound = { ...acme.admin, reach: [acme.otherProjectId] }
    expect(await listed(bound)).toEqual([])
    await refused(approve(bound, { approvalId: id }), 'not_found')
  })

  test('are given page by page, by key and by state', async () => {
    const first = await ask(acme.member)
    await decline(acme.admin, { approvalId: first.id, answer: 'No' })
    const second = await ask(acme.member)
    const page = await list(acme.member, listApprovals.query.parse({ limit: '1', key: keyId }))
    expect(page.items.map(({ id }) => id)).toEqual([second.id])
    const rest = await list(acme.member, listApprovals.query.parse({ cursor: page.nextCursor }))
    expect(rest.items.map(({ id }) => id)).toEqual([first.id])
    expect((await listed(acme.member, { state: 'declined,approved' })).map(({ id }) => id)).toEqual([
      first.id,
    ])
    expect(await database().prisma.approvalRequest.count({ where: { keyId } })).toBe(2)
  })
})
