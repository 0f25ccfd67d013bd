import { z } from 'zod'
import type { Mount } from '#lib/contracts/mounts.ts'
import type { Dialect, Revision } from '#lib/http/dialect.ts'
import { vendorSurface } from '#lib/http/vendor-surface.ts'
import { contract, issueToken, issueTokenBelowApi, rolesContract } from './contract.ts'
import { errorBody, issueForbidden, issueUnavailable, vendor } from './errors.ts'

export const mountOf = (revision: Revision): Mount => (revision === 'live' ? 'vertesia-live' : 'vertesia')

/** The contract at one of its mounts: as its page has it, or as its service answers. */
export function vertesia(revision: Revision): Dialect {
  const mount = mountOf(revision)
  return {
    mount,
    title: 'Vertesia',
    operations: [
      ...Object.values(contract(mount, revision)),
      ...Object.values(rolesContract(mount)),
      ...(revision === 'live' ? [issueToken, issueTokenBelowApi] : []),
    ],
    refusals: revision === 'live' ? z.union([errorBody, issueForbidden, issueUnavailable]) : errorBody,
    vendor,
    surface: vendorSurface(vendor),
  }
}
