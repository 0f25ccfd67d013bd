import type { z } from 'zod'
import type { Mount } from '#lib/contracts/mounts.ts'
import type { Operation } from '#lib/contracts/operation.ts'
import type { Surface } from './surface.ts'
import type { Vendor, VendorCtx } from './vendor-surface.ts'

/** Which contract of a vendor whose page and whose running service differ: the page's, or the service's. */
export type Revision = 'documented' | 'live'

/** A contract of another service, as it is served at one mount. */
export interface Dialect {
  mount: Mount
  /** The service, as it writes itself. */
  title: string
  operations: readonly Operation[]
  /** For what no operation answers: an unknown path, a malformed address. */
  surface: Surface<VendorCtx>
  /** Every refusal fits it. */
  refusals: z.ZodType
  /** How it says no. */
  vendor: Vendor
  /** Whether its clients send `Authorization` with no scheme. It is taken everywhere, and told of where it is so. */
  bareAuthorization?: true
}
