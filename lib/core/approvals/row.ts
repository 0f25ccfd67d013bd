import type { Approval, ApprovalState } from '#lib/contracts/approvals.ts'
import { Prisma } from '#lib/db/generated/client.ts'
import { reaches, requireOrganization } from '../authorize.ts'
import type { Ctx, Db } from '../context.ts'
import { notFound } from '../errors.ts'
import { effectiveSets } from '../keys/effective-sets.ts'
import { presentKey } from '../keys/present.ts'
import { type KeyRow, keyColumns, keyJoins } from '../keys/row.ts'

/** What a key is to get, as it was asked. */
export interface Wanted {
  permissions: string[]
  roleId: string | null
  roleName: string | null
  level: number | null
}

/** A request as the database has it. */
export interface ApprovalRow {
  id: string
  projectId: string
  keyId: string
  requesterId: string
  requesterName: string
  wanted: Wanted
  reason: string
  state: Exclude<ApprovalState, 'lapsed'>
  createdAt: Date
  decidedAt: Date | null
  decidedById: string | null
  decidedByName: string | null
  answer: string | null
}

const columns = Prisma.sql`
  a.id, a.project_id AS "projectId", a.key_id AS "keyId", a.requester_id AS "requesterId", u.name AS "requesterName",
  a.wanted, a.reason, a.state::text AS state, a.created_at AS "createdAt", a.decided_at AS "decidedAt",
  a.decided_by_id AS "decidedById", a.decided_by_name AS "decidedByName", a.answer`

/** The requests that the actor may see, as a condition on `approval_request a`: one's own, and all in reach for whoever decides. */
export function seen(ctx: Ctx): Prisma.Sql {
  const organizationId = requireOrganization(ctx)
  const parts = [Prisma.sql`a.organization_id = ${organizationId}::uuid`]
  if (ctx.reach) parts.push(Prisma.sql`a.project_id = ANY(${[...ctx.reach]}::uuid[])`)
  if (!ctx.permissions.has('approval:decide'))
    parts.push(
      ctx.actor.type === 'user' ? Prisma.sql`a.requester_id = ${ctx.actor.id}::uuid` : Prisma.sql`FALSE`,
    )
  return Prisma.join(parts, ' AND ')
}

/** Requests for which a condition on `approval_request a` and its `api_key k` holds. `tail` orders and bounds them. */
export function readApprovals(db: Db, condition: Prisma.Sql, tail: Prisma.Sql): Promise<ApprovalRow[]> {
  return db.$queryRaw<ApprovalRow[]>`
    SELECT ${columns} FROM approval_request a JOIN "user" u ON u.id = a.requester_id
    JOIN api_key k ON k.id = a.key_id WHERE ${condition} ${tail}`
}

/** @throws CoreError `not_found` for a request that the actor may not see */
export async function foundApproval(ctx: Ctx, approvalId: string): Promise<ApprovalRow> {
  const [row] = await readApprovals(
    ctx.db,
    Prisma.sql`a.id = ${approvalId}::uuid AND ${seen(ctx)}`,
    Prisma.empty,
  )
  if (!row) throw notFound()
  return row
}

/** True where the actor may approve and decline a request: nobody decides on their own, and no key on anything. */
export const mayDecide = (
  { actor, permissions, reach }: Ctx,
  { requesterId, projectId }: ApprovalRow,
): boolean =>
  actor.type === 'user' &&
  actor.id !== requesterId &&
  permissions.has('approval:decide') &&
  reaches({ reach }, projectId)

/** Requests as the contract shows them, in five queries whatever their number. */
export async function presentApprovals(ctx: Ctx, rows: readonly ApprovalRow[]): Promise<Approval[]> {
  const organizationId = requireOrganization(ctx)
  const keyIds = [...new Set(rows.map(({ keyId }) => keyId))]
  const keyRows = await ctx.db.$queryRaw<KeyRow[]>`
    SELECT ${keyColumns} FROM api_key k ${keyJoins}
    WHERE k.id = ANY(${keyIds}::uuid[]) AND k.organization_id = ${organizationId}::uuid`
  const keys = new Map(keyRows.map((row) => [row.id, presentKey(row)]))
  const held = await effectiveSets(ctx.db, organizationId, [...keys.values()])
  const open = rows.filter(({ state }) => state === 'pending')
  // What each key would be granted, as if it were another key.
  const wishes = open.flatMap(({ id, keyId, wanted }) => {
    const key = keys.get(keyId)
    if (!key) return []
    const role = wanted.roleId === null ? key.role : { id: wanted.roleId, name: wanted.roleName ?? '' }
    return [
      {
        id,
        projectId: key.projectId,
        permissions: [...key.permissions, ...wanted.permissions],
        role,
        level: wanted.level ?? key.level,
      },
    ]
  })
  const after = await effectiveSets(ctx.db, organizationId, wishes)
  return rows.map((row) => {
    const key = keys.get(row.keyId)
    if (!key) throw new Error(`Request ${row.id} is about a key that is not there`)
    const lapsed = row.state === 'pending' && key.status === 'revoked'
    const now = held.get(row.keyId) ?? new Set()
    const { permissions, roleId, roleName, level } = row.wanted
    return {
      id: row.id,
      state: lapsed ? 'lapsed' : row.state,
      key,
      wanted: {
        permissions,
        role: roleId === null ? null : { id: roleId, name: roleName ?? '' },
        level,
      },
      adds: lapsed ? [] : [...(after.get(row.id) ?? [])].filter((name) => !now.has(name)).sort(),
      reason: row.reason,
      requester: { id: row.requesterId, name: row.requesterName },
      createdAt: row.createdAt.toISOString(),
      decidedBy: row.decidedById === null ? null : { id: row.decidedById, name: row.decidedByName ?? '' },
      decidedAt: row.decidedAt?.toISOString() ?? null,
      answer: row.answer,
      mayDecide: row.state === 'pending' && !lapsed && mayDecide(ctx, row),
    }
  })
}

/** One request as the contract shows it. */
export async function presentApproval(ctx: Ctx, row: ApprovalRow): Promise<Approval> {
  const [shown] = await presentApprovals(ctx, [row])
  if (!shown) throw new Error(`Request ${row.id} is gone while it is read`)
  return shown
}
