import type { KeyFacts } from '#lib/contracts/notice-types/type.ts'
import { mask } from '#lib/secret/mask.ts'
import type { Db } from '../context.ts'

/** A key as notices are made of it. */
export interface NoticedKey {
  organizationId: string
  projectId: string
  ownerId: string
  expiresAt: Date | null
  lastUsedAt: Date | null
  facts: KeyFacts
}

interface Row {
  id: string
  organizationId: string
  projectId: string
  projectName: string
  name: string
  start: string
  last: string
  generation: number
  ownerId: string
  ownerIsUser: boolean
  ownerName: string
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** What notices tell of these keys, by their ids, as they are now. A key that is gone is left out. */
export async function keyFactsOf(db: Db, keyIds: readonly string[]): Promise<Map<string, NoticedKey>> {
  if (keyIds.length === 0) return new Map()
  const rows = await db.$queryRaw<Row[]>`
    SELECT k.id, k.organization_id AS "organizationId", k.project_id AS "projectId", project.name AS "projectName",
      k.name, k.start, k.last, k.generation, coalesce(person.id, account.id) AS "ownerId",
      person.id IS NOT NULL AS "ownerIsUser", coalesce(person.name, account.name) AS "ownerName",
      k.expires_at AS "expiresAt", used.at AS "lastUsedAt"
    FROM api_key k JOIN project ON project.id = k.project_id
    LEFT JOIN "user" person ON person.id = k.owner_user_id
    LEFT JOIN service_account account ON account.id = k.owner_service_account_id
    LEFT JOIN key_last_use used ON used.key_id = k.id
    WHERE k.id = ANY(${[...new Set(keyIds)]}::uuid[])`
  return new Map(rows.map((row) => [row.id, noticed(row)]))
}

function noticed(row: Row): NoticedKey {
  const { id, organizationId, projectId, ownerId, expiresAt, lastUsedAt } = row
  const owner = {
    type: row.ownerIsUser ? 'user' : 'service_account',
    id: ownerId,
    name: row.ownerName,
  } as const
  return {
    organizationId,
    projectId,
    ownerId,
    expiresAt,
    lastUsedAt,
    facts: {
      key: { id, name: row.name, mask: mask(row.start, row.last), generation: row.generation },
      project: { id: projectId, name: row.projectName },
      owner,
    },
  }
}
