import type { CallReply } from '#lib/client/call.ts'
import type { getUsage } from '#lib/contracts/usage.ts'

/** What the server tells of many keys' use. */
export type Usage = CallReply<typeof getUsage>
