import type { CallReply } from '#lib/client/call.ts'
import type { getKeyUsage } from '#lib/contracts/usage.ts'

/** What a key did, as its page reads it once and several of its parts show it. */
export type KeyUsage = CallReply<typeof getKeyUsage>
