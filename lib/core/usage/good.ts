import { asking } from '#lib/db/asking.ts'
import { Prisma } from '#lib/db/generated/client.ts'

/** That a key was good, as a condition on `key_usage u`: where it was verified, and where it asked about others. */
export const isGood = Prisma.sql`u.outcome IN ('VALID', ${asking})`
