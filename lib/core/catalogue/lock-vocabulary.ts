import type { Tx } from '../transaction.ts'

/**
 * Until the commit nobody else changes the organization's catalogue, roles or ladder: what is counted and compared stays so. Taken
 * before any row, and kept apart from the organization's own, on which every audited change waits.
 */
export async function lockVocabulary(tx: Tx, organizationId: string): Promise<void> {
  await tx.db.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('latchwork vocabulary ' || ${organizationId}::text, 0))`
}
