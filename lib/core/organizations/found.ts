import { builtInPermissions } from '#lib/contracts/permissions.ts'
import type { Organization } from '#lib/db/generated/client.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../transaction.ts'
import { defaultLevels, defaultPermissions, defaultRoles } from './defaults.ts'

interface Founding {
  name: string
  project: { name: string }
  /** Becomes the organization's OWNER. */
  ownerUserId: string
}

interface Founded {
  organization: Organization
  project: { id: string; name: string }
}

/** Makes an organization with its catalogue, roles, ladder, first project and owner. Must be in a transaction. */
export async function foundOrganization(tx: Tx, founding: Founding): Promise<Founded> {
  const organization = await tx.db.organization.create({ data: { name: founding.name } })
  const organizationId = organization.id
  await tx.db.permission.createMany({
    data: [
      ...Object.entries(builtInPermissions).map(([name, description]) => ({
        name,
        description,
        builtIn: true,
      })),
      ...Object.entries(defaultPermissions).map(([name, description]) => ({
        name,
        description,
        builtIn: false,
      })),
    ].map((permission) => ({ ...permission, organizationId })),
  })
  const idOf = new Map(
    (await tx.db.permission.findMany({ where: { organizationId } })).map(({ id, name }) => [name, id]),
  )
  const ids = (names: readonly string[]) =>
    names.flatMap((name) => idOf.get(name) ?? []).map((permissionId) => ({ permissionId }))
  for (const { name, description, permissions } of defaultRoles)
    await tx.db.role.create({
      data: { organizationId, name, description, permissions: { create: ids(permissions) } },
    })
  await tx.db.level.createMany({
    data: defaultLevels.map(({ level, name, description }) => ({ organizationId, level, name, description })),
  })
  await tx.db.levelPermission.createMany({
    data: defaultLevels.flatMap(({ level, adds }) =>
      ids(adds).map((one) => ({ organizationId, level, ...one })),
    ),
  })
  const project = await tx.db.project.create({
    data: { organizationId, name: founding.project.name, prefix: 'lw' },
  })
  await tx.db.membership.create({ data: { organizationId, userId: founding.ownerUserId, role: 'OWNER' } })
  await record(tx, {
    organizationId,
    action: 'organization.create',
    target: { type: 'organization', id: organizationId, name: organization.name },
    projectId: project.id,
    detail: { project: project.name, owner: founding.ownerUserId },
  })
  return { organization, project }
}
