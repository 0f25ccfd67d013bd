import type { Input, Reply } from '#lib/contracts/operation.ts'
import type { createGatewayKey as operation } from '#lib/contracts/projects.ts'
import { record } from '../audit/record.ts'
import { requirePermission } from '../authorize.ts'
import { presentEffective } from '../changes/present.ts'
import type { Ctx } from '../context.ts'
import { CoreError } from '../errors.ts'
import { create } from '../keys/create.ts'
import { revoke } from '../keys/revoke.ts'
import { type KeyRow, readKey } from '../keys/row.ts'
import { create as createAccount } from '../service-accounts/create.ts'
import { type Tx, transactionInEffect } from '../transaction.ts'
import { limitOf } from './limits.ts'
import { type OpenedProject, openProject } from './open.ts'

/** All that a gateway needs. */
const gatewayPermission = 'api_key:verify'

/**
 * Makes the key by which a gateway asks about a project's keys, in the hands of a service account named for it, and revokes the one
 * before it. Each step is the verb that it would be by itself, so that it takes the same rights: to make a service account and a key
 * for it that holds `api_key:verify`, and to revoke the former.
 * @throws CoreError `not_found`, `forbidden`, `conflict` for an archived project and for one that does not allow the permission
 */
export async function createGatewayKey(
  ctx: Ctx,
  { projectId, ipAllowlist, responsibleId }: Input<typeof operation>,
): Promise<Reply<typeof operation>> {
  requirePermission(ctx, 'project:update')
  const { result, effective } = await transactionInEffect(ctx, async (tx) => {
    const project = await openProject(tx, projectId)
    if (project.archivedAt)
      throw new CoreError('conflict', 'This project is archived and makes no keys: restore it first.')
    const former = project.gatewayKeyId
      ? await readKey(tx.db, project.organizationId, project.gatewayKeyId)
      : null
    if (former && !former.revokedAt) requirePermission(tx, 'api_key:delete')
    const limit = await limitOf(tx.db, project.organizationId, projectId)
    if (limit && !limit.includes(gatewayPermission))
      throw new CoreError('conflict', `This project does not allow ${gatewayPermission}: allow it first.`)
    const key = await create(
      tx,
      {
        projectId,
        ownerId: await accountFor(tx, project, former, responsibleId),
        name: nameFor(project),
        description: `Asks on behalf of a gateway whether keys of ${project.name} are good.`,
        permissions: [gatewayPermission],
        ipAllowlist,
      },
      { endless: true },
    )
    if (former && !former.revokedAt)
      await revoke(tx, { keyId: former.id, reason: 'Another gateway key took its place' })
    await tx.db.project.update({
      where: { id: projectId },
      data: { gatewayKeyId: key.id, version: { increment: 1 } },
    })
    await record(tx, {
      action: 'project.gateway_key',
      target: { type: 'project', id: projectId, name: project.name },
      projectId,
      detail: {
        gatewayKey: {
          from: former && { id: former.id, name: former.name },
          to: { id: key.id, name: key.name },
        },
      },
    })
    return key
  })
  return effective ? { ...result, effective: await presentEffective(ctx, effective) } : result
}

/** The service account that had the former key, where it is in use; else a new one named for the project. */
async function accountFor(
  tx: Tx,
  project: OpenedProject,
  former: KeyRow | null,
  responsibleId: string | undefined,
): Promise<string> {
  const { organizationId } = project
  const id = former?.ownerServiceAccountId
  const there =
    id && (await tx.db.serviceAccount.findFirst({ where: { id, organizationId, archivedAt: null } }))
  if (there) return there.id
  const base = nameFor(project)
  const taken = new Set(
    (
      await tx.db.serviceAccount.findMany({
        where: { organizationId, name: { startsWith: base.slice(0, 90) } },
        select: { name: true },
      })
    ).map(({ name }) => name),
  )
  let name = base
  for (let at = 2; taken.has(name); at += 1) name = `${base.slice(0, 90)} ${at}`
  const account = await createAccount(tx, {
    name,
    description: 'Owns the key by which a gateway asks about keys.',
    responsibleId,
  })
  return account.id
}

const nameFor = ({ name }: { name: string }) => `Gateway of ${name}`.slice(0, 100).trimEnd()
