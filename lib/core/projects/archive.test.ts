import { beforeAll, expect, test } from 'vitest'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { explain } from '#lib/gate/explain.ts'
import { CoreError } from '../errors.ts'
import { get as getKey } from '../keys/get.ts'
import { summarize } from '../keys/summarize.ts'
import { actionsOf, foundTenant, listed, make, refused, type Tenant } from '../keys/testing.ts'
import { openSession } from '../sessions/open.ts'
import { archive } from './archive.ts'
import { archivePreview } from './archive-preview.ts'
import { restore } from './restore.ts'
import { askedOf, withNodes } from './testing.ts'

withDatabase()

const nodes = withNodes(2)
let tenant: Tenant
beforeAll(async () => {
  tenant = await foundTenant()
})

test('an archived project refuses its keys on every node when the answer is there, and restored takes them again', async () => {
  const { owner, projectId, otherProjectId } = tenant
  const keys = [await make(owner, { permissions: ['data:read'] }), await make(owner)]
  const elsewhere = await make(owner, { projectId: otherProjectId })
  const disabled = await make(owner)
  await database().pool.query('update api_key set enabled = false where id = $1', [disabled.id])
  for (let round = 0; round < 10; round += 1) {
    for (const { secret } of keys)
      for (const node of nodes) expect(await askedOf(node, owner, secret)).toBe('VALID')
    const answer = await archive(owner, { projectId })
    expect(answer.effective).toMatchObject({ nodes: 2, unconfirmed: [] })
    expect(answer.archivedAt).not.toBeNull()
    for (const { secret } of keys)
      for (const node of nodes) expect(await askedOf(node, owner, secret)).toBe('DISABLED')
    for (const node of nodes) expect(await askedOf(node, owner, elsewhere.secret)).toBe('VALID')
    expect((await restore(owner, { projectId })).effective).toMatchObject({ nodes: 2, unconfirmed: [] })
  }
  for (const node of nodes) expect(await askedOf(node, owner, disabled.secret)).toBe('DISABLED')
  expect((await actionsOf(projectId)).slice(-2)).toEqual(['project.archive', 'project.restore'])
})

test('its keys are shown as disabled everywhere, and are what they were when it is restored', async () => {
  // Whose keys nobody uses, since uses are counted when they are written down.
  const { owner, projectId, organizationId } = await foundTenant()
  const { id } = await make(owner, { name: 'shown' })
  const before = await getKey(owner, { keyId: id })
  const counts = await summarize(owner, {})
  await archive(owner, { projectId })
  expect(await getKey(owner, { keyId: id })).toMatchObject({ status: 'disabled', enabled: true })
  const shown = async (status: string) =>
    (await listed(owner, { status, project: projectId, limit: '200' })).items.map((key) => key.id)
  expect(await shown('disabled')).toContain(id)
  expect(await shown('active')).toEqual([])
  const here = (await listed(owner, { project: projectId, limit: '200' })).total ?? 0
  expect(await summarize(owner, { project: projectId })).toMatchObject({ active: 0, disabled: here })
  const why = await explain({ organizationId, keyId: id }, {})
  expect(why?.checks.find(({ check }) => check === 'enabled')).toMatchObject({
    passed: false,
    code: 'DISABLED',
    detail: 'Its project is archived, and with it all its keys.',
  })
  await restore(owner, { projectId })
  expect(await getKey(owner, { keyId: id })).toEqual(before)
  expect(await summarize(owner, {})).toEqual(counts)
})

test('it makes no keys, also not those that were under way', async () => {
  const { owner, otherProjectId: projectId } = tenant
  await archive(owner, { projectId })
  await refused(make(owner, { projectId }), 'conflict')
  await restore(owner, { projectId })
  const { prisma } = database()
  for (let round = 0; round < 10; round += 1) {
    await Promise.allSettled([
      ...Array.from({ length: 4 }, () =>
        make(owner, { projectId, name: `round ${round}` }).catch((error: unknown) => {
          if (!(error instanceof CoreError) || error.code !== 'conflict') throw error
        }),
      ),
      archive(owner, { projectId }),
    ])
    const { archivedAt } = await prisma.project.findUniqueOrThrow({ where: { id: projectId } })
    const late = await prisma.apiKey.count({
      where: { projectId, createdAt: { gt: archivedAt ?? undefined } },
    })
    expect(late).toBe(0)
    await restore(owner, { projectId })
  }
})

test('what stops with it is told before: its keys, and their traffic of seven days', async () => {
  const { owner, organizationId } = tenant
  const { prisma } = database()
  const { id: projectId } = await prisma.project.create({
    data: { organizationId, name: 'Traffic', prefix: 'lw' },
  })
  const [used, , off, gone] = [
    await make(owner, { projectId }),
    await make(owner, { projectId }),
    await make(owner, { projectId }),
    await make(owner, { projectId }),
  ]
  await database().pool.query('update api_key set enabled = false where id = $1', [off.id])
  await database().pool.query('update api_key set revoked_at = now(), revoked_by_type = $2 where id = $1', [
    gone.id,
    'system',
  ])
  const usage = (keyId: string, hours: number, outcome: string, count: number) =>
    database().pool.query(
      `insert into key_usage (key_id, hour, outcome, organization_id, project_id, count)
       values ($1, date_trunc('hour', now()) - make_interval(hours => $2), $3, $4, $5, $6)`,
      [keyId, hours, outcome, organizationId, projectId, count],
    )
  await usage(used.id, 2, 'VALID', 40)
  await usage(used.id, 100, 'VALID', 2)
  await usage(used.id, 3, 'EXPIRED', 9)
  await usage(used.id, 200, 'VALID', 500)
  await usage(gone.id, 2, 'VALID', 7)
  expect(await archivePreview(owner, { projectId })).toEqual({
    keys: 3,
    working: 2,
    used: 1,
    verifications: 42,
    lastUsedAt: null,
    last: false,
  })
})

test('the last project in use stays, also when the last two are archived at once', async () => {
  const { owner, projectId, otherProjectId } = await foundTenant('Small')
  for (let round = 0; round < 5; round += 1) {
    const results = await Promise.allSettled([
      archive(owner, { projectId }),
      archive(owner, { projectId: otherProjectId }),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const id of [projectId, otherProjectId]) await restore(owner, { projectId: id })
  }
  await archive(owner, { projectId: otherProjectId })
  await refused(archive(owner, { projectId }), 'conflict')
  expect(await archivePreview(owner, { projectId })).toMatchObject({ last: true })
  // Sent again, it is what was asked for already.
  expect((await archive(owner, { projectId: otherProjectId, ifVersion: 1 })).archivedAt).not.toBeNull()
})

test('another version is refused, and another tenant’s project is not there', async () => {
  const { owner, projectId } = tenant
  await refused(archive(owner, { projectId, ifVersion: 99_999 }), 'precondition_failed')
  const other = await foundTenant('Other')
  for (const verb of [archive, restore, archivePreview])
    await refused(verb(other.owner, { projectId }), 'not_found')
  for (const verb of [archive, restore, archivePreview])
    await refused(verb(tenant.member, { projectId }), 'forbidden')
})

test('a session that looked at it looks at all projects instead', async () => {
  const { owner, otherProjectId: projectId, organizationId } = tenant
  const { prisma } = database()
  const session = await prisma.session.create({
    data: { userId: owner.actor.id, organizationId, projectId, expiresAt: new Date(Date.now() + 3_600_000) },
  })
  expect((await openSession(prisma, session.id))?.projectId).toBe(projectId)
  await archive(owner, { projectId })
  expect((await openSession(prisma, session.id))?.projectId).toBeNull()
  await restore(owner, { projectId })
})
