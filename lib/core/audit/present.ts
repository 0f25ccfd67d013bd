import type { AuditEvent } from '#lib/contracts/audit.ts'
import type { Db } from '../context.ts'
import { linkedOf, type StoredEvent } from './stored.ts'

/** Kinds of targets whose rows are found by their ids: what is gone is shown, and leads nowhere. */
const tables = {
  key: (db: Db, organizationId: string, ids: string[]) =>
    db.apiKey.findMany({ where: { organizationId, id: { in: ids } }, select: { id: true } }),
  project: (db: Db, organizationId: string, ids: string[]) =>
    db.project.findMany({ where: { organizationId, id: { in: ids } }, select: { id: true } }),
  service_account: (db: Db, organizationId: string, ids: string[]) =>
    db.serviceAccount.findMany({ where: { organizationId, id: { in: ids } }, select: { id: true } }),
  role: (db: Db, organizationId: string, ids: string[]) =>
    db.role.findMany({ where: { organizationId, id: { in: ids } }, select: { id: true } }),
  webhook: (db: Db, organizationId: string, ids: string[]) =>
    db.webhookEndpoint.findMany({ where: { organizationId, id: { in: ids } }, select: { id: true } }),
  user: async (db: Db, organizationId: string, ids: string[]) =>
    (
      await db.membership.findMany({
        where: { organizationId, userId: { in: ids } },
        select: { userId: true },
      })
    ).map(({ userId }) => ({ id: userId })),
} as const

const isListed = (type: string): type is keyof typeof tables => Object.hasOwn(tables, type)
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Events as the contract shows them, in their order: with the projects' names, and what is left of their targets. */
export async function presentEvents(
  db: Db,
  organizationId: string,
  rows: readonly StoredEvent[],
): Promise<AuditEvent[]> {
  const present = new Set([organizationId])
  for (const [type, some] of Map.groupBy(rows, ({ targetType }) => targetType)) {
    const ids = [...new Set(some.map(({ targetId }) => targetId).filter((id) => uuid.test(id)))]
    if (!isListed(type) || ids.length === 0) continue
    for (const { id } of await tables[type](db, organizationId, ids)) present.add(id)
  }
  const projectIds = [...new Set(rows.flatMap(({ projectId }) => projectId ?? []))]
  const projects = new Map(
    (
      await db.project.findMany({
        where: { organizationId, id: { in: projectIds } },
        select: { id: true, name: true },
      })
    ).map((project) => [project.id, project]),
  )
  return rows.map((row) => {
    const {
      organizationId: _own,
      prevHash: _before,
      hash: _hash,
      projectId,
      detail,
      target,
      ...event
    } = linkedOf(row)
    return {
      ...event,
      target: { ...target, present: present.has(target.id) },
      project: projectId === null ? null : (projects.get(projectId) ?? null),
      detail: detail as Record<string, unknown>,
    }
  })
}
