import { type ApiKey, keyStatuses } from '#lib/contracts/api-key.ts'
import type { Ctx } from '../context.ts'
import { scopeCondition } from './filter.ts'
import { list } from './list.ts'

/** How many keys one page has, in contracts that list them all. */
const standingPage = 1_000

const standing = keyStatuses.filter((status) => status !== 'revoked')

interface Question {
  /** A member or service account. */
  owner?: string | undefined
  project?: string | undefined
  /** Of the page before. */
  cursor?: string | undefined
}

interface Page {
  items: ApiKey[]
  /** Null on the last page. */
  nextCursor: string | null
}

/**
 * The keys that the actor may see and that are not revoked, the newest first, for contracts that know of no pages: as many as one
 * page of them holds.
 * @throws CoreError `forbidden`, `invalid` for a cursor that is not ours
 */
export async function listStanding(ctx: Ctx, question: Question = {}): Promise<Page> {
  const { items, nextCursor } = await list(ctx, {
    ...question,
    status: [...standing],
    sort: '-createdAt',
    limit: standingPage,
  })
  return { items, nextCursor }
}

/** How many keys there are in all, for a list that does not hold them all. */
export async function countStanding(ctx: Ctx, { owner, project }: Question = {}): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM api_key k
    WHERE ${scopeCondition(ctx)} AND k.revoked_at IS NULL
      AND (${owner ?? null}::uuid IS NULL OR ${owner ?? null}::uuid IN (k.owner_user_id, k.owner_service_account_id))
      AND (${project ?? null}::uuid IS NULL OR k.project_id = ${project ?? null}::uuid)`
  return row?.count ?? 0
}
