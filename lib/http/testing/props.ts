import { makeCheckpoint } from '#lib/core/audit/checkpoint.ts'
import { relay } from '#lib/core/notices/relay.ts'
import { database } from '#lib/db/client.ts'
import type { Ask, IssuedKey, Tenant } from './world.ts'

/* What stands on the stage besides keys and people. */

/** Two endpoints, the first with two deliveries of test events on their way; nothing sends them here. */
export async function makeWebhooks(
  ask: Ask,
  { first, people }: Tenant,
): Promise<{ id: string; deliveryId: string }> {
  const post = async (path: string, body?: unknown) => {
    const { json } = await ask({ method: 'POST', path, token: people.OWNER.token, body })
    return (json as { id: string }).id
  }
  const url = 'https://hooks.example.com/latchwork'
  await post('/api/v1/webhooks', { url })
  const id = await post('/api/v1/webhooks', { url, projectId: first.id })
  await post(`/api/v1/webhooks/${id}/test`)
  return { id, deliveryId: await post(`/api/v1/webhooks/${id}/test`) }
}

export async function makeSpare(
  tenant: Tenant,
  issue: (tenant: Tenant, name: string, more: Record<string, unknown>) => Promise<IssuedKey>,
): Promise<{ permissionId: number; roleId: string }> {
  const { prisma } = database()
  const { organizationId } = tenant
  const permission = await prisma.permission.create({ data: { organizationId, name: 'spare:read' } })
  const role = await prisma.role.create({ data: { organizationId, name: 'spare' } })
  const grant = { permissions: ['spare:read'], role: 'spare', level: 0 }
  for (const name of ['one spare', 'two spare']) await issue(tenant, name, grant)
  return { permissionId: permission.id, roleId: role.id }
}

/** An event about a key; makes another checkpoint of the log that it is in. */
export async function auditedOf({ organizationId }: Tenant, keyId: string): Promise<string> {
  const { prisma } = database()
  await makeCheckpoint(prisma, organizationId)
  const { id } = await prisma.auditEvent.findFirstOrThrow({
    where: { organizationId, targetType: 'key', targetId: keyId },
  })
  return id
}

/** Tells of what has happened so far, and the owner of all that the member is told but the first. @returns that first notice */
export async function toldOf({ organizationId, people }: Tenant): Promise<string> {
  const { prisma } = database()
  await relay(prisma, organizationId)
  const told = await prisma.noticeRecipient.findMany({
    where: { organizationId, userId: people.MEMBER.id },
    orderBy: { noticeId: 'asc' },
    select: { noticeId: true, organizationId: true },
  })
  const [first, ...rest] = told
  if (!first) throw new Error('The member was told of nothing')
  await prisma.noticeRecipient.createMany({
    data: rest.map((notice) => ({ ...notice, userId: people.OWNER.id })),
    skipDuplicates: true,
  })
  return first.noticeId
}
