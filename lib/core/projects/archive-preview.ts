import type { Input, Reply } from '#lib/contracts/operation.ts'
import { archiveDays, type getArchivePreview } from '#lib/contracts/projects.ts'
import { requirePermission } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { standing, working } from '../keys/status.ts'
import { isGood } from '../usage/good.ts'
import { findProject } from './find.ts'

interface Counts {
  keys: number
  working: number
  used: number
  verifications: number
  lastUsedAt: Date | null
  others: number
}

/** What would stop with a project: whole hours, as use is counted by them. @throws CoreError `not_found` */
export async function archivePreview(
  ctx: Ctx,
  { projectId }: Input<typeof getArchivePreview>,
): Promise<Reply<typeof getArchivePreview>> {
  requirePermission(ctx, 'project:update')
  const project = await findProject(ctx, projectId)
  const [counts] = await ctx.db.$queryRaw<[Counts]>`
    WITH traffic AS (
      SELECT u.key_id, sum(u.count) FILTER (WHERE u.outcome = 'VALID') AS verified FROM key_usage u
      WHERE u.project_id = ${project.id}::uuid AND ${isGood}
        AND u.hour >= date_trunc('hour', now()) - make_interval(days => ${archiveDays})
      GROUP BY u.key_id)
    SELECT count(*)::int AS keys, (count(*) FILTER (WHERE ${working}))::int AS working,
      count(traffic.key_id)::int AS used, coalesce(sum(traffic.verified), 0)::float8 AS verifications,
      max(l.at) AS "lastUsedAt",
      (SELECT count(*)::int FROM project other
        WHERE other.organization_id = ${project.organizationId}::uuid AND other.archived_at IS NULL
          AND other.id <> ${project.id}::uuid) AS others
    FROM api_key k LEFT JOIN traffic ON traffic.key_id = k.id LEFT JOIN key_last_use l ON l.key_id = k.id
    WHERE k.project_id = ${project.id}::uuid AND ${standing}`
  const { others, lastUsedAt, ...rest } = counts
  return {
    ...rest,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    last: project.archivedAt === null && others === 0,
  }
}
