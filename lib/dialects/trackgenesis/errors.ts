import { z } from 'zod'
import { env } from '#lib/env.ts'
import type { Failure } from '#lib/http/problem.ts'
import { vendorStatus } from '#lib/http/vendor-status.ts'
import type { Vendor } from '#lib/http/vendor-surface.ts'
import { defaultScope } from './translate.ts'

/** Every refusal. */
export const errorBody = z.strictObject({ message: z.string().max(2000), status: z.literal('error') })

/** How TrackGenesis says no: a sentence. Its page has the statuses, and of the bodies that of a success. */
export const vendor: Vendor = {
  challenge: 'Bearer',
  keyHeader: 'api-key',
  refusal: (failure) => {
    const status = vendorStatus(failure)
    return { status, body: { message: messageOf(failure, status), status: 'error' } }
  },
}

function messageOf({ reason, detail }: Failure, status: number): string {
  if (status === 500) return 'Internal Server Error'
  if (status === 404) return 'The requested resource could not be found.'
  if (reason === 'not_in_catalogue')
    return `This organization does not have the scope ${defaultScope} yet: an owner installs the preset TrackGenesis at ${env().LATCHWORK_URL}/settings.`
  return detail.slice(0, 2000)
}
