import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { EndedSecret, getKeyUsage as operation } from '#lib/contracts/usage.ts'
import type { VerdictCode } from '#lib/contracts/verification.ts'
import { mask } from '#lib/secret/mask.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../errors.ts'
import { grantOf } from '../keys/grant.ts'
import { type KeyRow, readKey } from '../keys/row.ts'
import { pointsOf, type Tallied, totalOf } from './points.ts'
import { rangeOf } from './range.ts'
import { startOf } from './unit.ts'

/** How many refusals, and how many clients of a retiring secret, an answer names. */
const named = 100

/**
 * What a key does: its verifications by outcome, what it may do against what it has been asked to do, its newest refusals,
 * while it rotates who still presents the older secret, and after that who presents ended ones.
 * @throws CoreError `not_found` for a key that the actor may not see, `invalid` for a range that cannot be answered
 */
export async function getKeyUsage(
  ctx: Ctx,
  question: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  const row = await readKey(ctx.db, requireOrganization(ctx), question.keyId)
  authorizeKey(ctx, 'read', row)
  if (!row) throw notFound()
  const { unit } = question
  const range = await rangeOf(ctx.db, question)
  const points = pointsOf(
    await ctx.db.$queryRaw<Tallied[]>`
      SELECT ${startOf(unit)} AS at, u.outcome, sum(u.count)::bigint AS count FROM key_usage u
      WHERE u.key_id = ${row.id}::uuid AND u.hour >= ${range.from} AND u.hour < ${range.to} GROUP BY 1, 2`,
  )
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    unit,
    total: totalOf(points),
    points,
    permissions: await permissionsOf(ctx, row),
    refusals: await refusalsOf(ctx, row),
    retiringSecretClients: await retiringSecretClientsOf(ctx, row),
    endedSecretUses: await endedSecretUsesOf(ctx, row),
  }
}

/** Every permission the key holds, used or not; those it no longer holds are left out. */
async function permissionsOf(ctx: Ctx, row: KeyRow) {
  const { effective } = await grantOf(ctx.db, row)
  const used = await ctx.db.keyPermissionUse.findMany({
    where: { keyId: row.id, permission: { in: [...effective] } },
  })
  const useOf = new Map(used.map((use) => [use.permission, use]))
  return [...effective].sort().map((name) => ({
    name,
    count: Number(useOf.get(name)?.count ?? 0),
    lastUsedAt: useOf.get(name)?.lastUsedAt.toISOString() ?? null,
  }))
}

async function refusalsOf(ctx: Ctx, row: KeyRow) {
  const refusals = await ctx.db.keyRefusal.findMany({
    where: { keyId: row.id },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: named,
  })
  const generations = refusals.flatMap(({ secretGeneration }) => secretGeneration ?? [])
  const secrets =
    generations.length === 0
      ? []
      : await ctx.db.keySecret.findMany({ where: { keyId: row.id, generation: { in: generations } } })
  const secretOf = new Map(secrets.map((secret) => [secret.generation, endedSecretOf(secret)]))
  return refusals.map(({ id, at, code, ip, userAgent, query, secretGeneration }) => ({
    id,
    at: at.toISOString(),
    code: code as VerdictCode,
    ip,
    userAgent,
    query,
    secret: (secretGeneration !== null && secretOf.get(secretGeneration)) || null,
  }))
}

interface SecretRow {
  generation: number
  start: string
  last: string
  notAfter: Date | null
}

/** @returns null for a secret without an end */
function endedSecretOf({ generation, start, last, notAfter }: SecretRow): EndedSecret | null {
  return notAfter && { generation, mask: mask(start, last), endedAt: notAfter.toISOString() }
}

async function endedSecretUsesOf(ctx: Ctx, row: KeyRow) {
  const uses = await ctx.db.retiredSecretUse.findMany({
    where: { keyId: row.id, secret: { notAfter: { lte: row.now } } },
    include: { secret: true },
    orderBy: [{ lastAt: 'desc' }, { secretId: 'asc' }],
    take: named,
  })
  return uses.flatMap(({ secret, count, firstAt, lastAt, ip, userAgent }) => {
    const ended = endedSecretOf(secret)
    const use = { count: Number(count), firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() }
    return ended ? [{ ...ended, ...use, ip, userAgent }] : []
  })
}

async function retiringSecretClientsOf(ctx: Ctx, row: KeyRow) {
  const clients = await ctx.db.keySecretClient.findMany({
    where: { secret: { keyId: row.id, notAfter: { gt: row.now } } },
    orderBy: [{ lastSeenAt: 'desc' }, { ip: 'asc' }, { userAgent: 'asc' }],
    take: named,
  })
  return clients.map(({ ip, userAgent, count, lastSeenAt }) => ({
    ip,
    userAgent,
    count: Number(count),
    lastSeenAt: lastSeenAt.toISOString(),
  }))
}
