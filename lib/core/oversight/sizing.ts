import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { getKeySizing } from '#lib/contracts/oversight.ts'
import { authorizeKey, requireOrganization } from '../authorize.ts'
import type { Ctx, Db } from '../context.ts'
import { notFound } from '../errors.ts'
import { grantOf } from '../keys/grant.ts'
import { type KeyRow, readKey } from '../keys/row.ts'

const day = 24 * 3_600_000

/** What a key holds, and of that what it used since an instant. */
export interface Sizing {
  since: Date
  /** The key is older than that. */
  observed: boolean
  permissions: { name: string; used: boolean; lastUsedAt: Date | null }[]
}

/** True where a permission was used: `:any` also where `:own` was, since it may have been by it. */
export function wasUsed(used: ReadonlySet<string>, name: string): boolean {
  return used.has(name) || (name.endsWith(':any') && used.has(`${name.slice(0, -4)}:own`))
}

/** What a key holds against what it has used within so many days. */
export async function sizingOf(db: Db, row: KeyRow, days: number): Promise<Sizing> {
  const { effective } = await grantOf(db, row)
  const uses = await db.keyPermissionUse.findMany({
    where: { keyId: row.id },
    select: { permission: true, lastUsedAt: true },
  })
  const since = new Date(row.now.getTime() - days * day)
  const lastUse = new Map(uses.map(({ permission, lastUsedAt }) => [permission, lastUsedAt]))
  const recent = new Set(
    uses.filter(({ lastUsedAt }) => lastUsedAt >= since).map(({ permission }) => permission),
  )
  return {
    since,
    observed: row.createdAt <= since,
    permissions: [...effective].sort().map((name) => ({
      name,
      used: wasUsed(recent, name),
      lastUsedAt: lastUse.get(name) ?? null,
    })),
  }
}

/** @throws CoreError `not_found` for a key that the actor may not see */
export async function getSizing(
  ctx: Ctx,
  { keyId, days }: Input<typeof getKeySizing>,
): Promise<Reply<typeof getKeySizing>> {
  const row = await readKey(ctx.db, requireOrganization(ctx), keyId)
  authorizeKey(ctx, 'read', row)
  if (!row) throw notFound()
  const { since, observed, permissions } = await sizingOf(ctx.db, row, days)
  return {
    days: days === 30 ? 30 : 90,
    since: since.toISOString(),
    observed,
    permissions: permissions.map(({ lastUsedAt, ...rest }) => ({
      ...rest,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  }
}
