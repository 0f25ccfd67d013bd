import { v7 as uuidv7 } from 'uuid'
import type { Ctx, Db } from './context.ts'

/**
 * The server itself as the actor in an organization, for what nobody asked for: a job. It holds nothing, since no verb that judges is
 * called with it.
 * @param name what the audit log calls it
 */
export function asServer<D extends Db>(db: D, organizationId: string, name: string): Ctx & { db: D } {
  return {
    db,
    actor: { type: 'system', name },
    organizationId,
    projectId: null,
    reach: null,
    role: null,
    permissions: new Set(),
    origin: { requestId: uuidv7(), ip: null, userAgent: null },
  }
}
