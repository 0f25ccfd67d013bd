import type { ApiKey } from '#lib/contracts/api-key.ts'
import type { Revision } from '#lib/http/dialect.ts'
import { attributesIn } from './attributes.ts'
import { isRoleName, type RoleName } from './roles.ts'

/** The mask that every key is shown with. */
export const maskedValue = `sk-${'x'.repeat(26)}`

/** What of a key Vertesia's answers are made of, besides the key itself. */
export interface Known {
  projectName: string
  /** Whether its value may still be fetched. */
  retrievable: boolean
  /** The value, where this answer gives it. */
  value?: string | null
}

/** The role that a key is shown with. One without a role of the vendor's is shown as the least of those for people: member. */
export const roleOf = ({ role }: Pick<ApiKey, 'role'>): RoleName =>
  role && isRoleName(role.name) ? role.name : 'member'

/** A key as a revision shows it, its fields in the order of the page. */
export function shownKey(key: ApiKey, known: Known, revision: Revision) {
  const { id, name, organizationId: account, projectId, enabled, expiresAt } = key
  const live = revision === 'live'
  return {
    id,
    name,
    type: 'sk' as const,
    role: roleOf(key),
    ...(known.value ? { value: known.value } : {}),
    maskedValue,
    ...(live && { can_retrieve_value: known.retrievable }),
    account,
    project: live ? { id: projectId, name: known.projectName, account } : projectId,
    enabled,
    created_by: principal(key.createdBy, key),
    updated_by: principal(key.updatedBy, key),
    created_at: key.createdAt,
    updated_at: key.updatedAt,
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    ...(live && attributesIn(key.metadata)),
  }
}

/** Who did something to a key: a person; or, where a key did or the server, on whose behalf: the owner's. */
function principal(actor: ApiKey['createdBy'], { owner }: ApiKey): string {
  return `user:${actor.type === 'user' && actor.id !== null ? actor.id : owner.id}`
}
