import type { Mount } from '#lib/contracts/mounts.ts'
import { problemStatus } from '#lib/contracts/problem.ts'
import { dialects } from '#lib/dialects/registry.ts'
import type { SpokenContract } from '#lib/openapi/dialect.ts'

/** The contract at a mount, as its document and its page tell of it. */
export function spokenAt(mount: Mount): SpokenContract {
  const { title, operations, refusals, vendor } = dialects[mount]
  return {
    mount,
    title,
    operations,
    refusals,
    statusOf: (code) => {
      const failure = { code, status: problemStatus[code], detail: '', fields: [], retryAfter: undefined }
      return vendor.refusal(failure, {}).status
    },
  }
}
