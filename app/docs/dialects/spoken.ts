import type { Mount } from '#lib/contracts/mounts.ts'
import { type ProblemCode, problemStatus } from '#lib/contracts/problem.ts'
import { dialects } from '#lib/dialects/registry.ts'
import type { Refusal } from '#lib/http/vendor-surface.ts'
import type { SpokenContract } from '#lib/openapi/dialect.ts'

/**
 * How a contract refuses what core or HTTP refuses.
 * @param status where it is not the one that the problem usually has
 */
export function refusalAt(mount: Mount, code: ProblemCode, status: number = problemStatus[code]): Refusal {
  const failure = { code, status, detail: '', fields: [], retryAfter: undefined }
  return dialects[mount].vendor.refusal(failure, {})
}

/** The contract at a mount, as its document tells of it. */
export function spokenAt(mount: Mount): SpokenContract {
  const { title, operations, refusals, vendor, bareAuthorization } = dialects[mount]
  return {
    mount,
    title,
    operations,
    refusals,
    statusOf: (code) => refusalAt(mount, code).status,
    bareHeaders: [
      ...(bareAuthorization ? ['authorization'] : []),
      ...(vendor.keyHeader === undefined ? [] : [vendor.keyHeader]),
    ],
  }
}
