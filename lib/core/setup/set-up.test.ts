import { afterEach, beforeEach, expect, test } from 'vitest'
import { goodPassword, nobodyAt, signedIn } from '#lib/auth/testing.ts'
import { database } from '#lib/db/client.ts'
import { withDatabase } from '#lib/db/testing.ts'
import { forgetEnv } from '#lib/env.ts'
import { ensureOwner } from './ensure-owner.ts'
import { getSetup } from './get-setup.ts'
import { setUp } from './set-up.ts'
import { setupToken } from './token.ts'

withDatabase()

const input = (email = 'ada@example.com', token = setupToken()) => ({
  token,
  owner: { name: 'Ada Lovelace', email, password: goodPassword },
  organization: { name: 'Acme' },
  project: { name: 'Billing' },
  sampleData: false,
})

const counts = async () => {
  const { prisma } = database()
  return [await prisma.user.count(), await prisma.organization.count(), await prisma.project.count()]
}

beforeEach(async () => {
  // As superuser with triggers off, since the audit log refuses to be emptied.
  const { pool } = database()
  const client = await pool.connect()
  try {
    await client.query(`set session_replication_role = replica`)
    await client.query(`delete from audit_event`)
    await client.query(`set session_replication_role = origin`)
    await client.query(`delete from organization`)
    await client.query(`delete from "user"`)
  } finally {
    client.release()
  }
})

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (/^LATCHWORK_(OWNER_|ORG|PROJECT)/.test(name)) delete process.env[name]
  forgetEnv()
})

test('makes the owner, the organization and the project, and the owner can sign in', async () => {
  expect(await getSetup(nobodyAt())).toEqual({ required: true })
  const made = await setUp(nobodyAt(), input())
  expect(made).toMatchObject({
    user: { email: 'ada@example.com' },
    organization: { name: 'Acme' },
    project: { name: 'Billing' },
  })
  expect(await getSetup(nobodyAt())).toEqual({ required: false })
  const { ctx } = await signedIn({
    id: made.user.id,
    email: made.user.email,
    organizationId: made.organization.id,
    projectId: made.project.id,
  })
  expect(ctx).toMatchObject({
    role: 'OWNER',
    organizationId: made.organization.id,
    projectId: made.project.id,
  })
})

test('needs the printed token', async () => {
  for (const token of ['', 'x', setupToken().slice(0, -1), `${setupToken()}x`])
    await expect(setUp(nobodyAt(), input('ada@example.com', token))).rejects.toMatchObject({
      code: 'forbidden',
    })
  expect(await counts()).toEqual([0, 0, 0])
})

test('is gone once there is a user, whatever the token', async () => {
  await setUp(nobodyAt(), input())
  for (const token of [setupToken(), 'x'])
    await expect(setUp(nobodyAt(), input('eve@example.com', token))).rejects.toMatchObject({ code: 'gone' })
  expect(await counts()).toEqual([1, 1, 1])
})

test('eight at once: exactly one wins', async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => setUp(nobodyAt(), input(`o${at}@example.com`))),
  )
  expect(all.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'gone' })
  expect(await counts()).toEqual([1, 1, 1])
})

test('an owner named by the environment is made at the first start, once, by however many starts', async () => {
  Object.assign(process.env, {
    LATCHWORK_OWNER_EMAIL: 'Root@Example.com',
    LATCHWORK_OWNER_PASSWORD: goodPassword,
    LATCHWORK_ORGANIZATION: 'Works',
  })
  forgetEnv()
  const made = await Promise.all(Array.from({ length: 4 }, ensureOwner))
  expect(made.filter(Boolean)).toHaveLength(1)
  expect(await ensureOwner()).toBe(false)
  expect(await counts()).toEqual([1, 1, 1])
  const user = await database().prisma.user.findFirstOrThrow({
    include: { memberships: { include: { organization: true } } },
  })
  expect(user).toMatchObject({
    email: 'root@example.com',
    memberships: [{ role: 'OWNER', organization: { name: 'Works' } }],
  })
})

test('without those variables a start makes nobody', async () => {
  forgetEnv()
  expect(await ensureOwner()).toBe(false)
  expect(await counts()).toEqual([0, 0, 0])
})
