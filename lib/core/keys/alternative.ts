import type { Prisma } from '#lib/db/generated/client.ts'

/** One of several conditions on `api_key k` that a key may meet to be listed. */
export interface Alternative {
  condition: Prisma.Sql
  /** At which end of the keys, by when they were made, most of its matches are; left out where they are anywhere. */
  dense?: 'newest' | 'oldest' | undefined
}
