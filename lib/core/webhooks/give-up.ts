import type { Tx } from '../transaction.ts'

/**
 * Gives up all that is on its way to an endpoint. An attempt that is in flight may still arrive, and is then told as delivered.
 */
export async function giveUpPending({ db }: Tx, endpointId: string): Promise<number> {
  return db.$executeRaw`
    UPDATE webhook_delivery SET state = 'failed', next_at = NULL
    WHERE endpoint_id = ${endpointId}::uuid AND next_at IS NOT NULL`
}
