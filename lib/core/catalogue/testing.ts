import type { z } from 'zod'
import { previewPermissionDeletion } from '#lib/contracts/catalogue.ts'
import { previewLevel } from '#lib/contracts/levels.ts'
import type { Preview } from '#lib/contracts/previews.ts'
import { previewRole } from '#lib/contracts/roles.ts'
import { database } from '#lib/db/client.ts'
import type { Ctx } from '../context.ts'
import { asKey, type Tenant } from '../keys/testing.ts'
import { levels } from './list-levels.ts'
import { roles } from './list-roles.ts'
import { preview as permissionPreview } from './permission-use.ts'
import { preview as levelPreview } from './preview-level.ts'
import { preview as rolePreview } from './preview-role.ts'

/** The integer of a permission of an organization. */
export async function idOf({ organizationId }: Tenant, name: string): Promise<number> {
  const row = await database().prisma.permission.findFirstOrThrow({ where: { organizationId, name } })
  return row.id
}

/** A role of the actor's organization, as lists show it. */
export async function roleNamed(ctx: Ctx, name: string) {
  const found = (await roles(ctx)).items.find((role) => role.name === name)
  if (!found) throw new Error(`No role ${name}`)
  return found
}

/** A rung of the actor's organization, as lists show it. */
export async function rungOf(ctx: Ctx, level: number) {
  const found = (await levels(ctx)).items.find((rung) => rung.level === level)
  if (!found) throw new Error(`No level ${level}`)
  return found
}

/** What a key holds now, in order. */
export const holdingsOf = async (tenant: Tenant, keyId: string) =>
  [...(await asKey(tenant, keyId)).permissions].sort()

/** The events of the catalogue that an organization's log has, the oldest first. */
export const catalogueEvents = ({ organizationId }: Tenant) =>
  database().prisma.auditEvent.findMany({
    where: { organizationId, targetType: { in: ['permission', 'role', 'level'] } },
    orderBy: { seq: 'asc' },
  })

type Body<O extends { body: z.ZodType | null }> = O['body'] extends z.ZodType ? z.input<O['body']> : object
const paging = (query: object) => previewRole.query.parse(query)

/** Previews with what is sent and the contract's own defaults. */
export const previews = {
  role: (ctx: Ctx, roleId: string, body: Body<typeof previewRole>, query = {}): Promise<Preview> =>
    rolePreview(ctx, { roleId, ...previewRole.body.parse(body), ...paging(query) }),
  level: (ctx: Ctx, level: number, permissions: string[], query = {}): Promise<Preview> =>
    levelPreview(ctx, { level, ...previewLevel.body.parse({ permissions }), ...paging(query) }),
  deletion: (ctx: Ctx, permissionId: number, query = {}): Promise<Preview> =>
    permissionPreview(ctx, { permissionId, ...previewPermissionDeletion.query.parse(query) }),
}
