import type { Ctx, KeyOwner } from '#lib/core/context.ts'
import { judge } from '#lib/gate/judge.ts'
import { lookup } from '#lib/gate/lookup.ts'
import { meter } from '#lib/gate/meter.ts'
import type { KeyRecord } from '#lib/gate/record.ts'
import { badCredential } from './credentials.ts'

/**
 * The context of an API key that calls the management contract. It is held to the same rules as at the gate (by the gate's own
 * look-up and judgement, so that there are no two), and its use is counted. Its project bounds all that it does.
 * @param id the key's id, where the caller sent one: it must be this key's
 * @throws CoreError `unauthenticated`, the same whether the key is unknown, revoked, expired, disabled or used from elsewhere
 */
export async function authenticateKey(
  nobody: Ctx,
  given: { secret: string; id: string | null },
): Promise<Ctx> {
  const found = await lookup(given.secret)
  if (!found || (given.id !== null && given.id.toLowerCase() !== found.record.id)) throw badCredential()
  const { record, now } = found
  const { ip, userAgent } = nobody.origin
  const question = { organizationId: record.organizationId, projectId: record.projectId, query: null, ip }
  const code = judge(record, question, now)
  if (code === 'NOT_FOUND') throw badCredential()
  meter().count({
    keyId: record.id,
    secretId: record.secret.id,
    retiring: record.secret.notAfter !== null,
    code,
    at: now,
    ip,
    userAgent,
    query: null,
    permissions: [],
  })
  if (code !== 'VALID') throw badCredential()
  return {
    ...nobody,
    actor: { type: 'key', id: record.id, name: record.name, owner: ownerOf(record) },
    organizationId: record.organizationId,
    projectId: record.projectId,
    permissions: record.effective,
  }
}

function ownerOf({ owner }: KeyRecord): KeyOwner {
  return owner.type === 'user'
    ? { userId: owner.id, serviceAccountId: null }
    : { userId: null, serviceAccountId: owner.id }
}
