import type { Prisma } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import type { Ctx } from '../context.ts'
import { CoreError, invalidField, notFound } from '../errors.ts'
import { projectScope } from '../projects/scope.ts'
import type { Tx } from '../transaction.ts'

/**
 * The endpoints in the actor's reach, as a condition for queries. Who is bound to projects reaches the endpoints of these alone: the
 * others tell of more than they may see.
 */
export function endpointScope(ctx: Ctx): Prisma.WebhookEndpointWhereInput {
  return {
    organizationId: requireOrganization(ctx),
    ...(ctx.reach ? { projectId: { in: [...ctx.reach] } } : {}),
  }
}

/**
 * The endpoint, locked until the commit.
 * @throws CoreError `not_found` for one out of the actor's reach
 */
export async function openEndpoint(tx: Tx, id: string) {
  await tx.db.$executeRaw`
    SELECT 1 FROM webhook_endpoint
    WHERE id = ${id}::uuid AND organization_id = ${requireOrganization(tx)}::uuid FOR UPDATE`
  const row = await tx.db.webhookEndpoint.findFirst({ where: { AND: [endpointScope(tx), { id }] } })
  if (!row) throw notFound()
  return row
}

/** @throws CoreError `precondition_failed` where `If-Match` named another version */
export function requireVersion(row: { version: number }, ifVersion: number | undefined): void {
  if (ifVersion !== undefined && ifVersion !== row.version)
    throw new CoreError(
      'precondition_failed',
      'Somebody changed this endpoint since you read it; read it again.',
    )
}

/**
 * Refuses a project that the actor may not listen to.
 * @param projectId null: every project, which is for those alone who are bound to none
 * @throws CoreError `not_found` for a project out of reach, `invalid` where one must be chosen
 */
export async function requireListenable(tx: Tx, projectId: string | null): Promise<void> {
  if (projectId === null) {
    if (tx.reach) throw invalidField('projectId', 'Choose one of your projects: you do not reach them all')
    return
  }
  const found = await tx.db.project.findFirst({
    where: { AND: [projectScope(tx), { id: projectId }] },
    select: { id: true },
  })
  if (!found) throw notFound()
}
