import type { Project as ProjectRow } from '#lib/db/generated/client.ts'
import { requireOrganization } from '../authorize.ts'
import { CoreError, notFound } from '../errors.ts'
import type { Tx } from '../transaction.ts'
import { projectScope } from './scope.ts'

/** A project, and the database's clock as it was read, in whole milliseconds. */
export type OpenedProject = ProjectRow & { now: Date }

/**
 * Takes a project to change it: locks its row until the commit, so that no key is made in it meanwhile (`create` of keys holds it),
 * then reads it. It comes before anything else that is locked.
 * @throws CoreError `not_found` for a project out of the actor's reach, `precondition_failed` for another version
 */
export async function openProject(tx: Tx, id: string, ifVersion?: number): Promise<OpenedProject> {
  const locked = await tx.db.$queryRaw<{ now: Date }[]>`
    SELECT date_trunc('milliseconds', clock_timestamp()) AS now FROM project
    WHERE id = ${id}::uuid AND organization_id = ${requireOrganization(tx)}::uuid FOR NO KEY UPDATE`
  const row = await tx.db.project.findFirst({ where: { AND: [projectScope(tx), { id }] } })
  if (!row || !locked[0]) throw notFound()
  if (ifVersion !== undefined && ifVersion !== row.version)
    throw new CoreError(
      'precondition_failed',
      'Somebody changed this project since you read it; read it again.',
    )
  return { ...row, now: locked[0].now }
}
